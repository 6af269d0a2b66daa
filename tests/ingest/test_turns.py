from threading import Event, Thread

from ingest.turns import Turns


def test_many_share_and_one_waits_for_all() -> None:
    turns, both, go, done = Turns(), [Event(), Event()], Event(), list[str]()

    def share(inside: Event) -> None:
        with turns.one_of_many():
            inside.set()
            assert go.wait(10)
            done.append("shared")

    def own() -> None:
        with turns.alone():
            done.append("alone")

    sharing = [Thread(target=share, args=(event,)) for event in both]
    for thread in sharing:
        thread.start()
    assert all(event.wait(10) for event in both)
    alone = Thread(target=own)
    alone.start()
    go.set()
    for thread in (*sharing, alone):
        thread.join(10)
    assert done == ["shared", "shared", "alone"]
    with turns.one_of_many():
        done.append("again")
    assert done[-1] == "again"


def test_an_error_inside_leaves_no_lock() -> None:
    turns = Turns()
    for kind in (turns.one_of_many, turns.alone):
        try:
            with kind():
                raise ValueError
        except ValueError:
            pass
    with turns.alone():
        pass
