"""Whatever is called, fails, hangs and dies in whatever order: the circuit's invariants hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from invoice_llm.calls import BreakerState
from invoice_llm.llm.guard.breaker import Admitted, BreakerPolicy, Effect, admit, after_call, phase

POLICY = BreakerPolicy(
    failures_to_open=3, open_for=timedelta(seconds=60), probes=3, probes_to_close=2, calls_to_judge=6
)
EFFECTS = st.sampled_from(["success", "slow", "failure", "failure", "nothing"])


class Circuit(RuleBasedStateMachine):
    """Calls of many workers against one state. ``model`` keeps its own account of the probes that are out."""

    calls = Bundle("calls")

    @initialize()
    def begin(self) -> None:
        self.state = BreakerState()
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.probes: dict[tuple[int, int], datetime] = {}

    @rule(seconds=st.floats(0.001, 100))
    def time_goes_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(target=calls)
    def a_call_wants_to_start(self) -> Admitted | None:
        before = self.state
        admission = admit(before, POLICY, now=self.now)
        if admission.verdict == "refuse":
            assert before.open_until is not None
            return None
        if admission.verdict == "call":
            assert before.open_until is None
            return Admitted(before.epoch, self.now, troubled=bool(before.recent))
        assert before.open_until is not None
        assert self.now >= before.open_until
        self.state = admission.state
        probe = self.state.probes[-1]
        self.probes[self.state.epoch, probe.number] = probe.lease_ends
        return Admitted(self.state.epoch, self.now, probe=probe.number)

    @rule(call=consumes(calls), effect=EFFECTS, chance=st.floats(0, 1))
    def a_call_ends(self, call: Admitted | None, effect: Effect, chance: float) -> None:
        if call is None:
            return
        before = self.state
        self.state = after_call(before, POLICY, call, effect, now=self.now, chance=chance)
        if call.epoch != before.epoch:
            assert self.state == before, "a result of an earlier epoch changed something"
        if call.probe is not None:
            lease = self.probes.pop((call.epoch, call.probe))
            if phase(before, now=self.now) == "closed":
                assert self.state == before
            del lease

    @rule(call=consumes(calls))
    def a_worker_dies(self, call: Admitted | None) -> None:
        """Nobody hears of the call again; a probe's lease runs on."""

    @invariant()
    def never_more_probes_than_allowed(self) -> None:
        if not hasattr(self, "state"):
            return
        out = [end for (epoch, _), end in self.probes.items() if epoch == self.state.epoch and end > self.now]
        assert len(out) <= POLICY.probes

    @invariant()
    def what_is_kept_fits_together(self) -> None:
        if not hasattr(self, "state"):
            return
        assert self.state.half_open <= (self.state.open_until is not None)
        assert not self.state.probes or self.state.half_open
        assert len({probe.number for probe in self.state.probes}) == len(self.state.probes)
        assert 0 <= self.state.suspicion <= 2 * self.state.consecutive_failures or self.state.open_until is not None


TestCircuit = Circuit.TestCase
