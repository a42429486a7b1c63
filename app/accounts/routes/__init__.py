"""The pages of accounts, by what people come for."""

from fastapi import APIRouter

from app.accounts.routes import account, invitation, password, sign_in

router = APIRouter()
for part in (sign_in, password, account, invitation):
    router.include_router(part.router)
