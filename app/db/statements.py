"""What both backends' connections share: a query becomes a statement, its answer rows."""

from abc import abstractmethod
from typing import Any

from databases.interfaces import ConnectionBackend
from sqlalchemy.sql import ClauseElement

from app.db.compiling import Compiler
from app.db.refusals import translated
from app.db.rows import Row, Statement


class StatementConnection(ConnectionBackend):
    """Per task: a real connection is taken per statement, or held by a transaction."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler

    async def acquire(self) -> None:
        """Do nothing: a connection is taken per statement or per transaction."""

    async def release(self) -> None:
        """Do nothing, see acquire."""

    async def fetch_all(self, query: ClauseElement) -> list[Row]:  # type: ignore[override]
        """Run a query and return every row."""
        return await self.fetch(self.compiler.statement(query))

    async def fetch(self, statement: Statement) -> list[Row]:
        """Run a compiled statement and return every row."""
        make = statement.shape.row
        with translated:
            return [make(raw) for raw in await self.run(statement)]

    async def fetch_one(self, query: ClauseElement) -> Row | None:
        """Run a query and return its first row."""
        rows = await self.fetch_all(query)
        return rows[0] if rows else None

    async def execute(self, query: ClauseElement) -> None:
        """Run a statement; ask for values with RETURNING and fetch_one, never from here."""
        with translated:
            await self.run(self.compiler.statement(query))

    async def execute_many(self, queries: list[ClauseElement]) -> None:
        """Run statements one after another."""
        for query in queries:
            await self.execute(query)

    @abstractmethod
    async def run(self, statement: Statement) -> Any:
        """Run one statement on the held connection or a borrowed one; returns raw rows."""
