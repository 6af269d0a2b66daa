"""The HTTP edge: the public application and, on a listener of its own, the local one."""

from __future__ import annotations

from fastapi import FastAPI

from assistant.runtime import Runtime
from assistant.server import ask, auth, documents, feedback, health, local, page
from assistant.server.edge import Edge, Limits
from assistant.server.problems import add_problems
from assistant.server.replies import RememberedReplies, Replies
from assistant.server.throttle import Throttle
from prompts import message


def create_app(runtime: Runtime, replies: Replies | None = None) -> FastAPI:
    """What people and their programs reach. Everything but health, sign-in and the page itself needs a session."""
    app = FastAPI(title=message("web", "title"), description=message("web", "api_about"), docs_url=None, redoc_url=None)
    app.state.runtime = runtime
    app.include_router(health.router)
    app.include_router(auth.routes(Throttle(runtime.settings.throttle_url)))
    app.include_router(ask.routes(replies or RememberedReplies()))
    app.include_router(feedback.routes())
    app.include_router(documents.routes())
    app.include_router(page.routes(runtime))
    page.add_assets(app)
    add_problems(app)
    app.add_middleware(Edge, limits=Limits())
    return app


def create_local_app(runtime: Runtime, token: str) -> FastAPI:
    """What `troly` verbs on this machine use while the server owns the home; only with the secret token."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.runtime = runtime
    app.include_router(local.routes(token))
    add_problems(app, trusted=True)
    app.add_middleware(Edge)
    return app
