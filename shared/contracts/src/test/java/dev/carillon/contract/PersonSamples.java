package dev.carillon.contract;

import dev.carillon.contract.events.ListParked;
import dev.carillon.contract.events.ParkedEvent;
import dev.carillon.contract.events.ParkedPage;
import dev.carillon.contract.mail.EventOutcome;
import dev.carillon.contract.mail.EventOutcomes;
import dev.carillon.contract.mail.EventTaken;
import dev.carillon.contract.mail.KeptMail;
import dev.carillon.contract.mail.KeptPage;
import dev.carillon.contract.mail.ListKept;
import dev.carillon.contract.mail.ListTraces;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailTraces;
import dev.carillon.contract.mail.UserEventBatch;
import dev.carillon.contract.suppressions.Suppression;
import dev.carillon.contract.users.Erasure;
import dev.carillon.contract.users.ErasurePage;
import dev.carillon.contract.users.ListErasures;
import dev.carillon.contract.users.UserAddresses;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Messages about all that is kept of a person, about erasures and about events of theirs. */
final class PersonSamples {
  private static final UUID ID = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final Instant AT = Instant.parse("2026-11-22T21:50:09.565674Z");
  private static final PageRequest PAGE = new PageRequest(50, null);
  private static final List<String> ADDRESSES = List.of("a@b.c");

  private PersonSamples() {}

  static List<Record> all() {
    ParkedEvent parked =
        new ParkedEvent("users", ID, "users.changed.v1", "user:1", AT, AT, 10, "no");
    Mail mail =
        Samples.all().stream()
            .filter(Mail.class::isInstance)
            .map(Mail.class::cast)
            .findFirst()
            .orElseThrow();
    return List.of(
        new Erasure(ID, AT),
        new ListErasures(AT, PAGE),
        new ListErasures(null, PAGE),
        new ErasurePage(List.of(new Erasure(ID, AT)), "next"),
        new UserAddresses(ADDRESSES),
        new ListParked("user:1", PAGE),
        new ListParked(null, PAGE),
        parked,
        new Answered<>(parked, true),
        new ParkedPage(List.of(parked), "next"),
        new EventTaken(Map.of("mails", 12L)),
        new EventTaken(null),
        new UserEventBatch(
            List.of(
                new DomainEvent<>(
                    DomainEvent.SPEC_VERSION,
                    new UUID(7, 1),
                    "users",
                    "users.changed.v1",
                    "user:1",
                    Instant.parse("2026-11-27T01:02:03.000456Z"),
                    new UserEvent.Created(new UUID(7, 2), "a@b.c", "A", 1, true)))),
        new EventOutcomes(
            List.of(
                EventOutcome.TAKEN, EventOutcome.refused(Failure.invalid("/data/email", "no")))),
        new ListKept(ID, ADDRESSES, "c"),
        new ListKept(ID, List.of(), null),
        new KeptMail(mail, Doc.object("text", "t"), "admin"),
        new KeptPage(List.of(new KeptMail(mail, null, null)), "next"),
        new ListTraces(ADDRESSES),
        new MailTraces(
            List.of(new Suppression("a@b.c", "news", "why", AT, "ada")),
            List.of(new MailTraces.Window("fixed", "k", "a@b.c", 2, AT, Doc.of(List.of("x"))))));
  }
}
