"""The pages of accounts, by what people come for."""

from fastapi import APIRouter

from app.accounts.routes import account, administration, invitation, password, sign_in

router = APIRouter()
for part in (sign_in, password, account, invitation, administration):
    router.include_router(part.router)
