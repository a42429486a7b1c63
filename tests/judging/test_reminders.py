"""The page behind the last line of a reminder; what it does is tested in test_letters.py."""

from itsdangerous import URLSafeSerializer
from sqlalchemy.orm import Session

from tests.browsing import Visitor
from tests.judging.arranging import arrange


def test_reminders_go_off_and_on_again(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    token = URLSafeSerializer(visitor.application.state.secret, salt="reminders").dumps(
        [desk.program.id, desk.judge.id]
    )
    assert "No more reminders" in visitor.get(f"/reminders/{token}").text
    assert "Send me reminders again" in visitor.follow(visitor.submit(f"/reminders/{token}", wanted="no")).text
    assert "No more reminders" in visitor.follow(visitor.submit(f"/reminders/{token}", wanted="yes")).text
