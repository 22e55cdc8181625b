"""Which parameters the record leaves possible: screened, matched by emulator, then fitted by ABC, and checked."""
