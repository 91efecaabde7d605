"""What a book lacks against its layout: in words, and which damaged row is which."""
