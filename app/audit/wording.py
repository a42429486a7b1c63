"""What each action of the trail is called in a sentence: "Olga Org" + "closed nominations of" + "the program"."""

from app.web.i18n import _

# `%(what)s` is the thing that it was done to, named by whoever shows the trail.
SENTENCES = {
    "program.create": _("began %(what)s"),
    "program.update": _("changed the settings of %(what)s"),
    "program.open": _("opened nominations of %(what)s by hand"),
    "program.close": _("closed nominations of %(what)s by hand"),
    "program.open_judging": _("opened judging of %(what)s by hand"),
    "program.close_judging": _("closed judging of %(what)s by hand"),
    "program.archive": _("archived %(what)s"),
    "program.take_back": _("took back the last opening or closing of %(what)s"),
    "program.lock_rubric": _("gave the first score, which locked the rubric of %(what)s"),
    "program.export": _("exported data of %(what)s"),
    "category.add": _("added %(what)s"),
    "category.update": _("changed %(what)s"),
    "category.move": _("moved %(what)s to another place in the list"),
    "category.remove": _("removed %(what)s"),
    "criterion.add": _("added %(what)s"),
    "criterion.update": _("changed %(what)s"),
    "criterion.move": _("moved %(what)s to another place in the list"),
    "criterion.remove": _("removed %(what)s"),
    "invitation.create": _("mailed %(what)s"),
    "invitation.accept": _("accepted %(what)s"),
    "invitation.decline": _("declined %(what)s"),
    "invitation.revoke": _("took back %(what)s"),
    "role.grant": _("gave a role to %(what)s"),
    "role.end": _("ended a role of %(what)s"),
    "mail.retry": _("had %(what)s sent again"),
    "mail.cancel": _("stopped %(what)s"),
    "mail.test": _("sent a test mail from %(what)s"),
    "nomination.start": _("began %(what)s"),
    "nomination.save": _("worked on %(what)s"),
    "nomination.submit": _("submitted %(what)s"),
    "nomination.assess": _("assessed %(what)s anew"),
    "nomination.explain": _("explained %(what)s"),
    "nomination.answer": _("answered the question about the category of %(what)s"),
    "nomination.ask": _("asked the nominator about the category of %(what)s"),
    "nomination.remind": _("reminded the nominator of the question about %(what)s"),
    "nomination.extend": _("gave more time to answer the question about %(what)s"),
    "nomination.reconsider": _("took back the accepted move of %(what)s"),
    "nomination.withdraw": _("withdrew %(what)s"),
    "nomination.revive": _("revived %(what)s"),
    "nomination.delete": _("deleted %(what)s"),
    "nomination.discard": _("discarded %(what)s"),
    "nomination.move": _("moved %(what)s to another category"),
    "nomination.take_out": _("took %(what)s out of the contest"),
    "nomination.put_back": _("put %(what)s back into the contest"),
    "conflict.record": _("recorded a conflict of interest with %(what)s"),
    "flag.settle": _("settled the flag of %(what)s"),
    "flag.undo": _("opened the settled flag of %(what)s again"),
    "assignment.assign": _("assigned %(what)s"),
    "assignment.plan": _("spread nominations over the judges of %(what)s"),
    "assignment.remove": _("took back %(what)s"),
    "assignment.recuse": _("reported a conflict of interest with %(what)s"),
    "scorecard.save": _("worked on %(what)s"),
    "scorecard.finish": _("finished %(what)s"),
    "scorecard.reopen": _("reopened %(what)s"),
    "scorecard.doubt_category": _("found another category more fitting for %(what)s"),
    "scorecard.drop_doubt": _("took back the doubt about the category of %(what)s"),
    "sheet.upload": _("uploaded %(what)s"),
    "sheet.map": _("said which column of %(what)s is which"),
    "sheet.take": _("took nominations from %(what)s"),
    "sheet.undo": _("took back the nominations from %(what)s"),
    "sheet.forget": _("removed %(what)s"),
    "account.create": _("opened the account of %(what)s"),
    "account.edit": _("changed the profile of %(what)s"),
    "account.password_set": _("set a password for %(what)s"),
    "account.password_remove": _("removed the password of %(what)s"),
    "account.sessions_end": _("signed %(what)s out everywhere"),
    "account.sign_in": _("signed in as %(what)s"),
    "account.sign_out": _("signed out as %(what)s"),
    "user.administrator_grant": _("made an administrator of %(what)s"),
    "user.administrator_end": _("took the administrator's rights from %(what)s"),
    "user.disable": _("disabled the account of %(what)s"),
    "user.enable": _("enabled the account of %(what)s"),
}

KINDS = {
    "program": _("Program and phases"),
    "category": _("Categories"),
    "criterion": _("Rubric"),
    "invitation": _("Invitations"),
    "role": _("Roles"),
    "mail": _("Mail"),
    "nomination": _("Nominations"),
    "sheet": _("Imports"),
    "conflict": _("Conflicts of interest"),
    "flag": _("Flags"),
    "assignment": _("Assignments"),
    "scorecard": _("Scorecards"),
}


def sentence(action: str, what: str) -> str:
    """What was done, without who: an action that this version has no words for is named as it is stored."""
    words = SENTENCES.get(action)
    return words % {"what": what} if words else f"{action.replace('.', ': ').replace('_', ' ')} ({what})"


def kind_of(action: str) -> str:
    return action.partition(".")[0]
