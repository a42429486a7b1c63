"""`uphill sweep`: uploads that nothing came of, and bytes that nothing names any more."""

from datetime import UTC, datetime

from app.domain.errors import UserError


def sweep() -> None:
    """Delete uploads that nothing came of for a week, and files that no upload names any more.

    Safe at any time, also while people work. Exit code 2 if a file is missing that a nomination rests on.
    """
    from app.cli.opening import current_database
    from app.files.folder import Folder
    from app.files.service import sweep as sweep_files
    from app.nominations.service.crm_files import sweep_exports

    settings, database = current_database()
    now = datetime.now(UTC)
    with database.writing() as session:
        expired = sweep_exports(session, now)
    with database.reading() as session:
        swept, missing = sweep_files(session, Folder(settings.files_dir), now=now)
    database.close()
    print(f"{expired} uploads expired, {swept} files deleted.")
    if missing:
        raise UserError(f"{len(missing)} files are missing in {settings.files_dir}, the first is {missing[0]}.")
