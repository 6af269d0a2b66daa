"""The usual stacks over the same city and the same models, asked the same questions: what we have to beat."""

from __future__ import annotations

from collections.abc import Mapping

from eval.asker import PeerMaker
from eval.peers.plain_rag import plain_rag
from eval.peers.tool_agent import tool_agent

PEERS: Mapping[str, PeerMaker] = {"plain-rag": plain_rag, "tool-agent": tool_agent}
