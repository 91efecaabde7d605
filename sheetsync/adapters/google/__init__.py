"""Google through gspread: who we are, what may be sent again, books, Drive, what Google refuses."""
