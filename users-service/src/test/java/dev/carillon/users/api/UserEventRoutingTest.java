package dev.carillon.users.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.task.Outcome;
import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.events.UserEvents;
import dev.carillon.contract.mail.EventOutcome;
import dev.carillon.contract.mail.EventOutcomes;
import dev.carillon.contract.mail.EventTaken;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.mail.UserEventBatch;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.users.domain.FakeErasures;
import dev.carillon.users.domain.FakeProfiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events go together to who takes them together, one by one to who is older. */
class UserEventRoutingTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, Clocks.system());
  private final UserEventRouting routing = routing(List.of("mail"));
  private final List<String> brought = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void whatMeansSomethingToMailGoesInOneCallAndTheRestNowhere() {
    bus.serve(
            Mails.TAKE_USER_EVENTS,
            (call, batch) -> {
              brought.add(String.join(" ", batch.events().stream().map(e -> e.subject()).toList()));
              return Future.succeededFuture(
                  new EventOutcomes(
                      List.of(
                          EventOutcome.TAKEN,
                          EventOutcome.refused(Failure.invalid("/data/email", "is not one")),
                          EventOutcome.refused(new IllegalStateException("a fault")))));
            })
        .ready()
        .await();
    List<Outcome<Void>> outcomes =
        routing
            .deliverAll(
                List.of(
                    created("a", true),
                    created("b", false),
                    created("c", true),
                    changed("a"),
                    created("d", true)))
            .await();
    assertThat(brought).containsExactly("a c d");
    assertThat(codes(outcomes)).containsExactly("taken", "taken", "INVALID", "taken", "INTERNAL");
  }

  /** The version before takes events one by one only. */
  @Test
  void whoIsOlderGetsThemOneByOneEachUsersInOrder() {
    bus.serve(
            Mails.TAKE_USER_EVENT,
            (call, event) -> {
              brought.add(event.subject());
              return switch (event.subject()) {
                case "away" -> Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "away"));
                case "bad" -> Future.failedFuture(Failure.of(FailureCode.INVALID, "bad"));
                default -> Future.succeededFuture(new EventTaken(null));
              };
            })
        .ready()
        .await();
    List<Outcome<Void>> outcomes =
        routing
            .deliverAll(
                List.of(
                    created("good", true),
                    created("away", true),
                    created("bad", true),
                    created("away", true),
                    created("bad", true)))
            .await();
    assertThat(codes(outcomes))
        .containsExactly("taken", "UNAVAILABLE", "INVALID", "UNAVAILABLE", "INVALID");
    assertThat(brought).containsExactlyInAnyOrder("good", "away", "bad", "bad");
  }

  @Test
  void whereNobodyTakesMailNoneIsTaken() {
    List<Outcome<Void>> outcomes =
        routing.deliverAll(List.of(created("a", true), created("b", false))).await();
    assertThat(codes(outcomes)).containsExactly("UNAVAILABLE", "taken");
  }

  /** A program on the bus gets every event, and one alone is a batch of one. */
  @Test
  void aProgramOnTheBusHoldsWhatItHasNotTaken() {
    UserEventRouting toBilling = routing(List.of("bus:billing"));
    assertThat(toBilling.isWanted(changed("a").data())).isTrue();
    assertThat(toBilling.isWanted(created("a", false).data())).isTrue();
    assertThat(failure(toBilling.deliver(changed("a"))).code()).isEqualTo(FailureCode.UNAVAILABLE);
    assertThat(failure(toBilling.deliverAll(List.of(changed("a")))).code())
        .isEqualTo(FailureCode.UNAVAILABLE);
    bus.serve(UserEvents.to("billing"), (call, batch) -> billing(batch)).ready().await();
    assertThat(codes(toBilling.deliverAll(List.of(changed("a"), created("bad", false))).await()))
        .containsExactly("taken", "INVALID");
    toBilling.deliver(changed("b")).await();
    assertThat(failure(toBilling.deliver(changed("bad"))).code()).isEqualTo(FailureCode.INVALID);
    assertThat(failure(toBilling.deliver(changed("silent"))).message())
        .contains("one outcome for each event");
    assertThat(brought).containsExactly("a bad", "b", "bad", "silent");
  }

  private Future<EventOutcomes> billing(UserEventBatch batch) {
    List<String> subjects = batch.events().stream().map(DomainEvent::subject).toList();
    brought.add(String.join(" ", subjects));
    return Future.succeededFuture(
        new EventOutcomes(
            subjects.stream()
                .filter(subject -> !subject.equals("silent"))
                .map(
                    subject ->
                        subject.equals("bad")
                            ? EventOutcome.refused(Failure.invalid("/data", "is bad"))
                            : EventOutcome.TAKEN)
                .toList()));
  }

  private static Failure failure(Future<?> answer) {
    try {
      answer.await();
      throw new AssertionError("It was taken");
    } catch (Failure failure) {
      return failure;
    }
  }

  @Test
  void consumersAreMailAndProgramsByTheirNames() {
    assertThat(List.of("mail", "bus:billing").stream().allMatch(UserEventRouting::isConsumer))
        .isTrue();
    assertThat(List.of("male", "billing", "bus:", "bus:A", "bus:a.b").stream())
        .noneMatch(UserEventRouting::isConsumer);
  }

  @Test
  void onlyWhatSomebodyMustHaveIsKept() {
    UserEvent.Erased erased = new UserEvent.Erased(UUID.randomUUID(), List.of());
    assertThat(routing.isWanted(created("a", true).data())).isTrue();
    assertThat(routing.isWanted(created("a", false).data())).isFalse();
    assertThat(routing.isWanted(changed("a").data())).isFalse();
    assertThat(routing.isWanted(erased)).isTrue();
    assertThat(routing(List.of()).isWanted(created("a", true).data())).isFalse();
    assertThat(routing(List.of()).isWanted(erased)).as("profiles must have it").isTrue();
    assertThat(routing.takesTogether(event("a", erased))).isFalse();
  }

  private UserEventRouting routing(List<String> consumers) {
    return new UserEventRouting(
        bus, Clocks.system(), new FakeProfiles(), new FakeErasures(), consumers);
  }

  private static List<String> codes(List<Outcome<Void>> outcomes) {
    return outcomes.stream()
        .map(
            outcome ->
                outcome instanceof Outcome.Failure<Void>(Throwable cause)
                    ? ((Failure) cause).code().name()
                    : "taken")
        .toList();
  }

  private static DomainEvent<UserEvent> created(String subject, boolean welcome) {
    return event(subject, new UserEvent.Created(UUID.randomUUID(), "a@b.c", "A", 1, welcome));
  }

  private static DomainEvent<UserEvent> changed(String subject) {
    return event(
        subject,
        new UserEvent.Changed(
            UserEvent.Changed.Kind.FIELDS, UUID.randomUUID(), "a@b.c", "A", 2, null));
  }

  private static DomainEvent<UserEvent> event(String subject, UserEvent data) {
    return new DomainEvent<>(
        DomainEvent.SPEC_VERSION,
        UUID.randomUUID(),
        "users",
        "users.changed.v1",
        subject,
        Instant.EPOCH,
        data);
  }
}
