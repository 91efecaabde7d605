"""The batch: each kind of request that spreadsheets.batchUpdate takes, one function each."""
