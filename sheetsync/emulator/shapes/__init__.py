"""The shapes of Google's messages: what a request may hold, what of it is kept, what of a reply is shown."""
