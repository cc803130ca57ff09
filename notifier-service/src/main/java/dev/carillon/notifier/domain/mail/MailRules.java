package dev.carillon.notifier.domain.mail;

import dev.carillon.contract.mail.Explanation;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.MailedTo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rules that stand against a mail at a moment, as the tables say.
 *
 * @param shift by how much the clock of schedules is ahead of {@code now}
 * @param suppressed whether its address is suppressed
 * @param unsubscribed whether its address is suppressed for its topic
 * @param paused whether mail of its template is paused
 * @param allPaused whether all mail is
 * @param pausedServers the servers that are paused; null for none
 * @param throttle the throttle that has let enough through; null for none
 * @param throttledUntil until when
 * @param duplicateOf the mail that has its dedup key already, if one has
 * @param replaces the mail that waits in its window, if one does
 */
public record MailRules(
    Instant now,
    Duration shift,
    boolean suppressed,
    boolean unsubscribed,
    boolean paused,
    boolean allPaused,
    @Nullable String pausedServers,
    @Nullable String throttle,
    @Nullable Instant throttledUntil,
    @Nullable UUID duplicateOf,
    @Nullable UUID replaces) {
  /** What would become of the mail, and why. */
  public Explanation explain(NewMail mail) {
    Instant earliest = earliest(mail.schedule());
    List<String> rules = new ArrayList<>();
    MailState state = state(mail, earliest, rules);
    if (allPaused) {
      rules.add("all mail is paused");
    }
    if (pausedServers != null) {
      rules.add("nothing goes through " + pausedServers + ", which is paused");
    }
    Instant eta =
        throttledUntil != null && state == MailState.HELD && !paused
            ? throttledUntil
            : earliest.isAfter(now) ? earliest.plus(shift) : earliest;
    return new Explanation(
        new MailedTo(mail.userId(), mail.recipient(), mail.recipientName()),
        mail.subject(),
        mail.content().text(),
        mail.content().html(),
        state,
        eta,
        rules,
        duplicateOf,
        replaces);
  }

  /** In the order in which the queue asks; the first that applies decides. */
  private MailState state(NewMail mail, Instant earliest, List<String> rules) {
    Instant expires = mail.schedule().expiresAt();
    if (expires != null && !expires.isAfter(earliest)) {
      rules.add("it expires at " + expires + ", before it can go out");
      return MailState.EXPIRED;
    }
    if (suppressed) {
      rules.add("the address is suppressed");
      return MailState.SUPPRESSED;
    }
    if (unsubscribed) {
      rules.add("the address is suppressed for mail of the topic " + mail.tags().topic());
      return MailState.SUPPRESSED;
    }
    if (paused) {
      rules.add("mail of the template " + mail.tags().template() + " is paused");
      return MailState.HELD;
    }
    if (throttle != null) {
      rules.add("the throttle " + throttle + " has let enough through for now");
      return MailState.HELD;
    }
    if (earliest.isAfter(now)) {
      rules.add("it waits for its time");
      return MailState.SCHEDULED;
    }
    return MailState.READY;
  }

  private Instant earliest(MailSchedule schedule) {
    Instant at = schedule.sendAt();
    Instant said = at == null ? null : at.minus(shift);
    Instant asked = schedule.delay() == null ? said : now.plus(schedule.delay());
    return asked == null || asked.isBefore(now) ? now : asked;
  }
}
