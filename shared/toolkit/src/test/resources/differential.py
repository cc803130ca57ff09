"""Runs programs of tasks over asyncio's primitives in virtual time and prints what happened when.

Reads a JSON list of programs on standard input, writes a JSON list of traces. DifferentialTest runs
the same programs on Carillon's toolkit and compares. A task acts only in its own slots (times that
are congruent to its number), so that no two tasks act at the same moment and the order of what
happens follows from the primitives alone.
"""
import asyncio
import json
import selectors
import sys

END = 1_000_000


class NothingHappens(selectors.SelectSelector):
    """There is no input: instead of waiting, the clock jumps to the next timer."""

    loop = None

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("nothing will ever happen")
        self.loop.now += timeout
        return []


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        selector = NothingHappens()
        selector.loop = self
        self.now = 0
        super().__init__(selector)

    def time(self):
        return self.now


class Program:
    def __init__(self, spec):
        self.spec = spec
        self.slots = len(spec["tasks"])
        self.trace = []
        self.current = [None] * self.slots
        self.locks = [asyncio.Lock() for _ in range(2)]
        self.holders = [None, None]
        self.semaphore = asyncio.Semaphore(2)
        self.queues = [asyncio.Queue(2), asyncio.LifoQueue(2), asyncio.PriorityQueue(2)]
        self.event = asyncio.Event()
        self.condition = asyncio.Condition()
        self.barrier = asyncio.Barrier(2)

    def now(self):
        return round(asyncio.get_running_loop().time())

    async def run(self):
        tasks = [asyncio.create_task(self.task(i)) for i in range(self.slots)]
        await asyncio.wait(tasks, timeout=END)
        for op in self.current:
            if op is not None:
                op.cancel()
        self.trace.append("end")
        return self.trace[: self.trace.index("end")]

    async def task(self, me):
        for number, op in enumerate(self.spec["tasks"][me]):
            now = self.now()
            await asyncio.sleep((me - now) % self.slots or self.slots)
            self.current[me] = asyncio.create_task(self.op(me, op))
            try:
                outcome = await self.current[me]
            except asyncio.CancelledError:
                outcome = "cancelled"
            except asyncio.TimeoutError:
                outcome = "timeout"
            except BaseExceptionGroup as group:
                outcome = "failed " + " ".join(sorted(str(e) for e in group.exceptions))
            except (RuntimeError, ValueError) as error:
                outcome = "error"
            self.current[me] = None
            self.trace.append(f"{self.now()} {me}.{number} {op['op']} {outcome}")

    async def limited(self, op, awaitable):
        return await asyncio.wait_for(awaitable, op.get("limit"))

    async def op(self, me, op):
        name, which = op["op"], op.get("which", 0)
        if name == "acquire":
            if self.holders[which] == me:
                return "held"
            await self.limited(op, self.locks[which].acquire())
            self.holders[which] = me
        elif name == "release":
            if self.holders[which] != me:
                return "not held"
            self.holders[which] = None
            self.locks[which].release()
        elif name == "permit":
            await self.limited(op, self.semaphore.acquire())
        elif name == "return":
            self.semaphore.release()
        elif name == "put":
            await self.limited(op, self.queues[which].put(op["item"]))
        elif name == "get":
            return "got " + str(await self.limited(op, self.queues[which].get()))
        elif name == "done":
            self.queues[which].task_done()
        elif name == "join":
            await self.limited(op, self.queues[which].join())
        elif name == "set":
            self.event.set()
        elif name == "clear":
            self.event.clear()
        elif name == "wait":
            await self.limited(op, self.event.wait())
        elif name == "condition":
            async with self.condition:
                await self.limited(op, self.condition.wait())
        elif name == "notify":
            async with self.condition:
                self.condition.notify(op["item"])
        elif name == "barrier":
            await self.limited(op, self.barrier.wait())
        elif name == "cancel":
            target = self.current[which % self.slots]
            if target is None or which % self.slots == me:
                return "nothing"
            target.cancel()
        elif name == "within":
            await self.limited(op, asyncio.sleep(op["item"] * self.slots))
        elif name == "group":
            async with asyncio.TaskGroup() as group:
                for child in op["children"]:
                    group.create_task(self.child(child))
        elif name == "gather":
            work = [self.child(child) for child in op["children"]]
            results = await asyncio.gather(*work, return_exceptions=True)
            return " ".join(str(result) for result in results)
        elif name == "shield":
            await self.limited(op, asyncio.shield(asyncio.sleep(op["item"] * self.slots)))
        return "ok"

    async def child(self, child):
        await asyncio.sleep(child["after"] * self.slots)
        if child["fails"]:
            raise ValueError(child["after"])
        return child["after"]


def main():
    traces = []
    for spec in json.load(sys.stdin):
        loop = VirtualTimeLoop()
        traces.append(loop.run_until_complete(Program(spec).run()))
    json.dump(traces, sys.stdout)
    sys.stdout.flush()


main()
