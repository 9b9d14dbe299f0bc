"""Mistakes in the TypeScript manager."""

from tests.mutants.mutant import Mutant

NEGOTIATION = "web/src/peer/negotiation.ts"
JOINING = "web/src/peer/joining.ts"
NEGOTIATOR = "web/src/peer/negotiator.ts"
CANDIDATES = "web/src/peer/remote-candidates.ts"
CONNECTION = "web/src/peer/connection.ts"
LOCAL_MEDIA = "web/src/peer/local-media.ts"
LIFETIME = "web/src/lifetime.ts"


def _mutant(name: str, file: str, old: str, new: str, killed_by: str | None = None) -> Mutant:
    return Mutant(name=name, language="typescript", file=file, old=old, new=new, killed_by=killed_by)


MUTANTS = (
    _mutant("ignored-offer-forgotten", NEGOTIATOR, "    if (missed) await", "    if (missed === null) await"),
    _mutant("making-offer-never-set", NEGOTIATION, "    this.state.makingOffer = true;\n", ""),
    _mutant(
        "making-offer-set-late",
        NEGOTIATOR,
        """\
    this.#negotiation.offerStarted();
    try {
      await this.#describe();
""",
        """\
    try {
      await this.#options.lifetime.until(this.#pc.setLocalDescription());
      this.#negotiation.offerStarted();
      if (this.#pc.localDescription) this.#options.send(this.#pc.localDescription);
""",
    ),
    _mutant(
        "making-offer-cleared-early",
        NEGOTIATOR,
        """\
      await this.#describe();
      this.#ignored = undefined;
    } catch (cause) {
      this.#fail("negotiation_failed", cause);
""",
        """\
      const described = this.#describe();
      this.#negotiation.offerEnded();
      await described;
    } catch (cause) {
      this.#fail("negotiation_failed", cause);
""",
    ),
    _mutant(
        "making-offer-not-cleared-on-failure",
        NEGOTIATOR,
        """\
      await this.#describe();
      this.#ignored = undefined;
    } catch (cause) {
      this.#fail("negotiation_failed", cause);
    } finally {
      this.#negotiation.offerEnded();
    }
""",
        """\
      await this.#describe();
      this.#negotiation.offerEnded();
    } catch (cause) {
      this.#fail("negotiation_failed", cause);
    }
""",
    ),
    _mutant(
        "create-and-set",
        NEGOTIATOR,
        "    await this.#options.lifetime.until(this.#pc.setLocalDescription());\n",
        """\
    const answers = this.#pc.signalingState === "have-remote-offer";
    const { lifetime } = this.#options;
    const made = await lifetime.until(answers ? this.#pc.createAnswer() : this.#pc.createOffer());
    await lifetime.until(this.#pc.setLocalDescription(made));
""",
    ),
    _mutant(
        "no-answer-pending",
        NEGOTIATION,
        '(signalingState === "stable" || isSettingRemoteAnswerPending)',
        'signalingState === "stable"',
    ),
    _mutant(
        "answer-pending-kept",
        NEGOTIATION,
        """\
      this.state.isSettingRemoteAnswerPending = false;
    } else {
""",
        """\
    } else {
""",
    ),
    _mutant(
        "answer-pending-kept-on-failure",
        NEGOTIATION,
        """\
  descriptionFailed(type: "offer" | "answer"): void {
    if (type === "answer") this.state.isSettingRemoteAnswerPending = false;
""",
        """\
  descriptionFailed(type: "offer" | "answer"): void {
""",
        "negotiator: after an answer that was refused an offer in the middle of ours is a collision again",
    ),
    _mutant(
        "separate-rollback",
        NEGOTIATOR,
        "    const applied = await this.#apply(description);\n",
        """\
    if (decision.rollback) await this.#pc.setLocalDescription({ type: "rollback" });
    const applied = await this.#apply(description);
""",
    ),
    _mutant(
        "all-candidate-errors-suppressed",
        NEGOTIATION,
        "    return !this.state.ignoringOffer;\n",
        "    return false;\n",
        "negotiation: a refused candidate counts",
    ),
    _mutant(
        "no-candidate-error-suppressed", NEGOTIATION, "    return !this.state.ignoringOffer;\n", "    return true;\n"
    ),
    _mutant(
        "ignoring-recomputed-on-receipt",
        NEGOTIATION,
        "    if (ignore) this.state.ignoringOffer = true;\n",
        "    this.state.ignoringOffer = ignore;\n",
    ),
    _mutant("ignoring-never-set", NEGOTIATION, "    if (ignore) this.state.ignoringOffer = true;\n", ""),
    _mutant(
        "ignoring-never-cleared",
        NEGOTIATION,
        "    this.state.ignoringOffer = false;\n",
        "",
        "negotiation: an applied answer ends the suppression of candidates",
    ),
    _mutant(
        "candidates-await-the-description",
        CANDIDATES,
        '    if (decision === "add") await this.#add(candidate);\n',
        """\
    while (this.settingDescription) await this.#lifetime.sleep(1);
    if (decision === "add") await this.#add(candidate);
""",
    ),
    _mutant(
        "candidates-after-an-await",
        CANDIDATES,
        "    const described = this.settingDescription",
        """\
    await this.#lifetime.sleep(1);
    const described = this.settingDescription""",
    ),
    _mutant(
        "candidates-not-buffered",
        CANDIDATES,
        '    if (decision === "buffer" && this.#waiting.length < MAX_WAITING) this.#waiting.push(candidate);\n',
        "",
    ),
    _mutant(
        "candidates-ahead-of-the-description",
        CANDIDATES,
        'if (decision === "add") await',
        'if (decision !== "drop") await',
    ),
    _mutant(
        "descriptions-after-an-await",
        CONNECTION,
        "    await this.negotiator.receive(description);\n",
        """\
    await this.lifetime.sleep(1);
    await this.negotiator.receive(description);
""",
    ),
    _mutant(
        "refused-offer-answered",
        NEGOTIATOR,
        'if (applied && type === "offer")',
        'if (type === "offer")',
        "negotiator: a refused offer is not answered",
    ),
    _mutant(
        "both-polite",
        NEGOTIATION,
        '        return typeof polite === "function" ? polite() : polite;\n',
        "        return true;\n",
    ),
    _mutant(
        "both-impolite",
        NEGOTIATION,
        '        return typeof polite === "function" ? polite() : polite;\n',
        "        return false;\n",
    ),
    _mutant(
        "negotiation-needed-once",
        NEGOTIATOR,
        "    if (this.#negotiation.negotiationNeeded(",
        "    if (this.#pc.currentRemoteDescription === null && this.#negotiation.negotiationNeeded(",
    ),
    _mutant(
        "negotiation-needed-forgotten-in-a-hold",
        NEGOTIATION,
        "    if (held) this.state.offerHeld = true;\n",
        "",
    ),
    _mutant(
        "restart-lost",
        CONNECTION,
        "    this.pc.restartIce();\n",
        '    if (this.pc.signalingState === "stable") this.pc.restartIce();\n',
    ),
    _mutant("no-extra-offer", NEGOTIATION, "    if (joins && this.state.polite", "    if (false && this.state.polite"),
    _mutant(
        "extra-offer-made-twice",
        NEGOTIATION,
        "joins && this.state.polite && !this.state.makingOffer",
        "joins && this.state.polite",
        "negotiation: polite: the next offer, begun already, is the extra one after an answer of ours that joins in",
    ),
    _mutant("extra-offer-never-paid", NEGOTIATION, "    this.state.extraOfferDue = false;\n", ""),
    _mutant("only-the-first-answer-joins", JOINING, 'type !== "answer")', 'type !== "answer" || previous)'),
    _mutant(
        "track-of-a-transceiver-not-ours",
        LOCAL_MEDIA,
        '    if (typeof trackOrKind !== "string") this.#own(trackOrKind, transceiver.sender);\n',
        "",
    ),
    _mutant(
        "engine-listened-to-for-ever",
        NEGOTIATION,
        " && !makingOffer && offersInARow < MOST_IN_A_ROW;",
        " && !makingOffer;",
        "negotiator: an engine that asks for ever with nothing changed is not listened to until something is",
    ),
    _mutant(
        "no-room-for-data",
        CONNECTION,
        "alwaysNegotiateDataChannels: true",
        "alwaysNegotiateDataChannels: false",
        "peer: the engine is made with the servers that were given",
    ),
    _mutant(
        "restarts-in-a-row",
        NEGOTIATOR,
        "    if (this.#spacing.begins(description, previous)) this.#negotiation.restarted();\n",
        "",
        "restart-spacing: our restart is offered a second after theirs",
    ),
    _mutant(
        "restart-never-settles",
        NEGOTIATION,
        "    this.state.restarting = false;\n",
        "",
        "restart-spacing: our restart is offered a second after theirs",
    ),
    _mutant("no-hold", NEGOTIATION, "    if (joins && !polite) this.state.holdingOffers = true;\n", ""),
    _mutant("hold-never-ends", NEGOTIATOR, "    this.#negotiation.holdExpired();\n", ""),
    _mutant(
        "hold-outlives-the-extra-offer",
        NEGOTIATION,
        "      this.state.holdingOffers = false;\n      this.state.offerHeld = false;\n",
        "",
        "negotiation: an applied offer ends the hold, and the engine asks again for what was held",
    ),
    _mutant(
        "owed-offer-crosses-a-description-being-set",
        NEGOTIATOR,
        " && !this.candidates.settingDescription;\n",
        ";\n",
        "negotiator: impolite: when the hold ends while the extra offer is being applied, that goes first",
    ),
    _mutant(
        "first-offer-rolled-back-at-once",
        NEGOTIATOR,
        "    if (decision.rollback && previous === null) await this.#gathering.begun();\n",
        "",
    ),
    _mutant(
        "promises-left-after-close",
        LIFETIME,
        "      forget = this.atEnd(() => reject(closedError()));\n",
        "      forget = this.atEnd(() => reject);\n",
    ),
    _mutant("timers-left-after-close", LIFETIME, "this.atEnd(stop)", "this.atEnd(() => undefined)"),
    _mutant(
        "listener-left-after-close",
        CONNECTION,
        "(event) => onTrack(event.track, event.streams, event), { signal });",
        "(event) => onTrack(event.track, event.streams, event));",
    ),
    _mutant(
        "network-listener-left-after-close",
        CONNECTION,
        "    lifetime.atEnd(environment.onNetworkChange(() => recovery.networkChanged()));\n",
        "    environment.onNetworkChange(() => recovery.networkChanged());\n",
    ),
)
