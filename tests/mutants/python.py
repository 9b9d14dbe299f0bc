"""Mistakes in the Python manager."""

from tests.mutants.mutant import Mutant

NEGOTIATION = "src/ringback/core/negotiation.py"
JOINING = "src/ringback/core/joining.py"
NEGOTIATOR = "src/ringback/peer/negotiator.py"
CANDIDATES = "src/ringback/peer/remote_candidates.py"
CONNECTION = "src/ringback/peer/connection.py"
LOCAL_MEDIA = "src/ringback/peer/local_media.py"
LIFETIME = "src/ringback/peer/lifetime.py"
TEST_NEGOTIATOR = "tests/unit/peer/test_negotiator.py"
TEST_CANDIDATES = "tests/unit/peer/test_remote_candidates.py"


def _mutant(name: str, file: str, old: str, new: str, killed_by: str | None = None) -> Mutant:
    return Mutant(name=name, language="python", file=file, old=old, new=new, killed_by=killed_by)


MUTANTS = (
    _mutant("ignored-offer-forgotten", NEGOTIATOR, "        if missed:\n", "        if False:\n"),
    _mutant("making-offer-never-set", NEGOTIATION, "        self.state.making_offer = True\n", ""),
    _mutant(
        "making-offer-set-late",
        NEGOTIATOR,
        """\
        self._negotiation.offer_started()
        try:
            await self._describe()
""",
        """\
        try:
            made = await self._lifetime.until(self._engine.set_local_description())
            self._negotiation.offer_started()
            self._options.send(made)
""",
    ),
    _mutant(
        "making-offer-cleared-early",
        NEGOTIATOR,
        """\
            await self._describe()
            self._ignored = None
        except PeerClosed:
            return
""",
        """\
            described = promise(self._describe())
            self._negotiation.offer_ended()
            await described
        except PeerClosed:
            return
""",
    ),
    _mutant(
        "making-offer-not-cleared-on-failure",
        NEGOTIATOR,
        """\
            self._fail("negotiation_failed", "The engine could not make an offer.", cause)
        finally:
            self._negotiation.offer_ended()
""",
        """\
            self._fail("negotiation_failed", "The engine could not make an offer.", cause)
        else:
            self._negotiation.offer_ended()
""",
    ),
    _mutant(
        "no-answer-pending",
        NEGOTIATION,
        '(signaling_state == "stable" or state.is_setting_remote_answer_pending)',
        'signaling_state == "stable"',
    ),
    _mutant(
        "answer-pending-kept",
        NEGOTIATION,
        """\
            self.state.is_setting_remote_answer_pending = False
        else:
""",
        """\
            pass
        else:
""",
    ),
    _mutant(
        "answer-pending-kept-on-failure",
        NEGOTIATION,
        '''\
        """The engine refused a description."""
        if kind == "answer":
            self.state.is_setting_remote_answer_pending = False
''',
        '''\
        """The engine refused a description."""
''',
        f"{TEST_NEGOTIATOR}::test_after_an_answer_that_was_refused_an_offer_in_the_middle_of_ours_is_a_collision_again",
    ),
    _mutant(
        "all-candidate-errors-suppressed",
        NEGOTIATION,
        "        return not self.state.ignoring_offer\n",
        "        return False\n",
        f"{TEST_CANDIDATES}::test_a_refused_one_is_told",
    ),
    _mutant(
        "no-candidate-error-suppressed",
        NEGOTIATION,
        "        return not self.state.ignoring_offer\n",
        "        return True\n",
    ),
    _mutant(
        "ignoring-recomputed-on-receipt",
        NEGOTIATION,
        "        state.ignoring_offer |= ignore\n",
        "        state.ignoring_offer = ignore\n",
    ),
    _mutant("ignoring-never-set", NEGOTIATION, "        state.ignoring_offer |= ignore\n", ""),
    _mutant(
        "ignoring-never-cleared",
        NEGOTIATION,
        "        self.state.ignoring_offer = False\n",
        "",
        f"{TEST_CANDIDATES}::test_a_refused_one_of_an_ignored_offer_is_not_told_until_a_description_has_been_applied",
    ),
    _mutant(
        "candidates-await-the-description",
        CANDIDATES,
        """\
        if decision == "add":
            await self._add(candidate)
""",
        """\
        while self.setting_description:
            await self._lifetime.sleep(0.001)
        if decision == "add":
            await self._add(candidate)
""",
    ),
    _mutant(
        "candidates-after-an-await",
        CANDIDATES,
        "        described = self.setting_description",
        """\
        await self._lifetime.sleep(0.001)
        described = self.setting_description""",
    ),
    _mutant(
        "candidates-not-buffered", CANDIDATES, "            self._waiting.append(candidate)\n", "            pass\n"
    ),
    _mutant("candidates-ahead-of-the-description", CANDIDATES, 'if decision == "add":', 'if decision != "drop":'),
    _mutant(
        "candidates-overtake-our-description",
        NEGOTIATOR,
        "        with self._options.describing():\n",
        "        if self._options.describing:\n",
    ),
    _mutant(
        "descriptions-after-an-await",
        CONNECTION,
        "        await self.negotiator.receive(description)\n",
        """\
        await self.lifetime.sleep(0.001)
        await self.negotiator.receive(description)
""",
    ),
    _mutant(
        "refused-offer-answered",
        NEGOTIATOR,
        'if await self._apply(description) and description.type == "offer":',
        'if await self._apply(description) is not None and description.type == "offer":',
        f"{TEST_NEGOTIATOR}::test_a_refused_offer_is_not_answered",
    ),
    _mutant(
        "both-polite",
        NEGOTIATOR,
        "state.polite = self._options.is_polite()",
        "state.polite = True",
    ),
    _mutant(
        "both-impolite",
        NEGOTIATOR,
        "state.polite = self._options.is_polite()",
        "state.polite = False",
    ),
    _mutant(
        "negotiation-needed-once",
        NEGOTIATOR,
        "        if self._negotiation.negotiation_needed(",
        "        if self._engine.current_remote_description is None and self._negotiation.negotiation_needed(",
    ),
    _mutant(
        "negotiation-needed-forgotten-in-a-hold",
        NEGOTIATION,
        "        state.offer_held |= held\n",
        "",
    ),
    _mutant(
        "restart-lost",
        CONNECTION,
        "        self.engine.restart_ice()\n",
        """\
        if self.engine.signaling_state == "stable":
            self.engine.restart_ice()
""",
    ),
    _mutant("no-extra-offer", NEGOTIATION, "|= joins and self.state.polite and not", "|= False and not"),
    _mutant(
        "extra-offer-made-twice",
        NEGOTIATION,
        "joins and self.state.polite and not self.state.making_offer",
        "joins and self.state.polite",
        f"{TEST_NEGOTIATOR}::test_polite_an_extra_offer_that_is_needed_as_well_is_made_once",
    ),
    _mutant("extra-offer-never-paid", NEGOTIATION, "        self.state.extra_offer_due = False\n", ""),
    _mutant(
        "only-the-first-answer-joins",
        JOINING,
        "if previous else set()",
        "if previous else set()\n    if previous:\n        return False",
    ),
    _mutant(
        "track-of-a-transceiver-not-ours",
        LOCAL_MEDIA,
        "            self._own(track_or_kind, transceiver.sender, options.streams)\n",
        "            pass\n",
    ),
    _mutant(
        "engine-listened-to-for-ever",
        NEGOTIATION,
        " and state.offers_in_a_row < MOST_IN_A_ROW\n        state.offers",
        "\n        state.offers",
        f"{TEST_NEGOTIATOR}::test_an_engine_that_asks_for_ever_with_nothing_changed_is_not_listened_to_until_something_is",
    ),
    _mutant(
        "no-room-for-data",
        "src/ringback/peer/wrtc_engine.py",
        "always_negotiate_data_channels=True",
        "always_negotiate_data_channels=False",
        "tests/unit/peer/test_wrtc_glare.py::test_a_channel_that_is_made_later_needs_no_negotiation",
    ),
    _mutant(
        "restarts-in-a-row",
        NEGOTIATOR,
        "            self._negotiation.restarted()\n",
        "            pass\n",
        "tests/unit/peer/test_restart_spacing.py::test_our_restart_is_offered_a_second_after_theirs",
    ),
    _mutant(
        "restart-never-settles",
        NEGOTIATION,
        "        self.state.restarting = False\n",
        "        pass\n",
        "tests/unit/peer/test_restart_spacing.py::test_our_restart_is_offered_a_second_after_theirs",
    ),
    _mutant("no-hold", NEGOTIATION, "        state.holding_offers |= joins and not state.polite\n", ""),
    _mutant("hold-never-ends", NEGOTIATOR, "        self._negotiation.hold_expired()\n", ""),
    _mutant(
        "hold-outlives-the-extra-offer",
        NEGOTIATION,
        """\
            self.state.holding_offers = False
            self.state.offer_held = False
""",
        "            pass\n",
        f"{TEST_NEGOTIATOR}::test_impolite_its_own_offers_are_held_until_the_extra_offer_has_been_answered_and_then_made_once",
    ),
    _mutant(
        "owed-offer-crosses-a-description-being-set",
        NEGOTIATOR,
        " and not self.candidates.setting_description\n",
        "\n",
        f"{TEST_NEGOTIATOR}::test_impolite_when_the_hold_ends_while_the_extra_offer_is_being_applied_that_goes_first",
    ),
    _mutant(
        "first-offer-rolled-back-at-once",
        NEGOTIATOR,
        """\
            if decision.rollback and previous is None:
                await self._wait_for_gathering()
""",
        "",
    ),
    _mutant(
        "promises-left-after-close",
        LIFETIME,
        "self.at_end(lambda: reject(outcome, PeerClosed()))",
        "self.at_end(lambda: None)",
    ),
    _mutant("timers-left-after-close", LIFETIME, "self.at_end(timer.cancel)", "self.at_end(lambda: None)"),
    _mutant(
        "network-listener-left-after-close",
        CONNECTION,
        "        self.lifetime.at_end(environment.on_network_change(self._recovery.network_changed))\n",
        "        environment.on_network_change(self._recovery.network_changed)\n",
    ),
)
