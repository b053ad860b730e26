"""Why a command found nothing to work on, and what can be done. Qt-free."""

NO_POSITION = "No open position"
NO_POSITION_BODY = "Nothing was changed. Choose long or short and a size in the order editor, then Ctrl+Enter."
NO_MARGIN = "No position with a margin of its own"
NO_MARGIN_BODY = "Cross positions share the contract wallet: a transfer into it (X) is what backs them."
