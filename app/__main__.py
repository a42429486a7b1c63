"""`python -m app` is `uphill`."""

from app.cli import main

if __name__ == "__main__":
    main()
