package dev.carillon.notifier.smtp.standing;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the rule for one server: no mail while it is paused, and no more than its limit, for
 * which permits are taken when mail waits. While the service itself has paused it, a mail a minute
 * goes through, of all processes together, and one that is accepted ends the pause. One context
 * only.
 */
public final class ServerThrottle {
  /** Mail waits for permits no longer than this: then it tries another server, or later. */
  private static final Duration LONG = Duration.ofSeconds(2);

  private static final Duration PROBE = Duration.ofMinutes(1);
  private static final int MILLIS = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(ServerThrottle.class);

  private final String server;
  private final ServerPermits budgets;
  private final Timers timers;
  private final Line line;
  private @Nullable SmtpServerRule rule;
  private int permits;
  private int decision;
  private boolean asking;
  private boolean exhausted;

  /** The mail that waits in line for it. */
  public interface Line {
    /** How many mails wait. */
    int waiting();

    /** Some of them may go now. */
    void opened();

    /** None of them may go for a while: they should try another server. */
    void shut(String why);
  }

  /** Without a limit, until there is a {@link #rule}. */
  public ServerThrottle(String server, ServerPermits budgets, Timers timers, Line line) {
    this.server = server;
    this.budgets = budgets;
    this.timers = timers;
    this.line = line;
  }

  /** Sets the rule; null for none. Permits under an earlier rule are dropped. */
  public void rule(@Nullable SmtpServerRule decided) {
    if (Objects.equals(decided, rule)) {
      return;
    }
    rule = decided;
    decision++;
    permits = 0;
    asking = false;
    exhausted = false;
    if (isPaused()) {
      if (!isOwnPause()) {
        LOG.warn("{} is paused by somebody, until somebody ends that: it gets no mail", server);
      }
      line.shut(
          server + " is paused" + (decided != null && isOwnPause() ? ": " + decided.reason() : ""));
      probeLater();
    } else {
      line.opened();
    }
  }

  /**
   * Pauses the server in every process, and says why.
   *
   * @param reply what it refused last: the log has its numbers alone, the words may name people
   */
  public void pause(String reason, String reply) {
    if (isPaused()) {
      return;
    }
    LOG.warn(
        "{} is paused, but for a mail a minute to try it: it refuses one after the other,"
            + " the last one with {}; its rule (GET /v1/servers) has the words",
        server,
        Delivery.codes(reply));
    rule(
        new SmtpServerRule(
            server,
            true,
            rule == null ? null : rule.limit(),
            rule == null ? null : rule.per(),
            reason));
    Work.begin(() -> budgets.pause(server, reason))
        .onFailure(e -> LOG.warn("Only this process pauses {}: {}", server, e.getMessage()));
  }

  /** A mail was accepted: a pause that nobody wanted is over. */
  public void accepted() {
    SmtpServerRule paused = rule;
    if (paused == null || !isOwnPause()) {
      return;
    }
    LOG.info("{} accepts mail again", server);
    rule(new SmtpServerRule(server, false, paused.limit(), paused.per(), null));
    Work.begin(() -> budgets.resume(server))
        .onFailure(e -> LOG.warn("{} is still paused elsewhere: {}", server, e.getMessage()));
  }

  private boolean isOwnPause() {
    return isPaused() && rule != null && rule.reason() != null;
  }

  private void probeLater() {
    int asked = decision;
    if (isOwnPause()) {
      timers.after(
          PROBE,
          () -> {
            if (asked == decision) {
              probe();
            }
          });
    }
  }

  private void probe() {
    int asked = decision;
    Work.begin(() -> budgets.probe(server))
        .onComplete(
            granted -> {
              if (asked == decision) {
                permits = Boolean.TRUE.equals(granted.result()) ? 1 : permits;
                probeLater();
                line.opened();
              }
            });
  }

  /** Whether no mail may go for a while. */
  public boolean isShut() {
    return (isPaused() && permits == 0) || exhausted;
  }

  private boolean isPaused() {
    return rule != null && Boolean.TRUE.equals(rule.paused());
  }

  private boolean isLimited() {
    return rule != null && rule.limit() != null;
  }

  /** How many mails may wait or be under way: no more than the limit lets through in a second. */
  public int most(int unlimited) {
    if (isPaused()) {
      return 1;
    }
    if (rule == null || rule.limit() == null || rule.per() == null) {
      return unlimited;
    }
    long perSecond = (long) rule.limit() * MILLIS / Math.max(1, rule.per().toMillis());
    return (int) Math.max(1, Math.min(unlimited, perSecond));
  }

  /**
   * Takes a permit for one mail; false if there is none. Then {@link Line#opened} is called when
   * there is one, unless the throttle is shut.
   */
  public boolean lets(int waiting) {
    if (isPaused()) {
      boolean isProbe = permits > 0;
      permits = 0;
      return isProbe;
    }
    if (!isLimited()) {
      return true;
    }
    if (permits > 0) {
      permits--;
      return true;
    }
    ask(waiting);
    return false;
  }

  /** Nothing was sent under the permit that was taken last: another mail may go instead. */
  public void giveBack() {
    if (isPaused() || isLimited()) {
      permits++;
    }
  }

  private void ask(int wanted) {
    if (asking || wanted == 0) {
      return;
    }
    asking = true;
    int asked = decision;
    Work.begin(() -> budgets.take(server, wanted))
        .onSuccess(
            taken -> {
              if (asked == decision) {
                onPermits(taken);
              }
            })
        .onFailure(
            e -> {
              if (asked == decision) {
                asking = false;
                line.shut("the limit of " + server + " is not known: " + e.getMessage());
              }
            });
  }

  private void onPermits(ServerPermits.Grant taken) {
    permits = taken.granted();
    if (permits > 0) {
      asking = false;
      line.opened();
      return;
    }
    exhausted = taken.again().compareTo(LONG) > 0;
    if (exhausted) {
      line.shut("the limit of " + server + " is reached");
    }
    int asked = decision;
    timers.after(
        taken.again(),
        () -> {
          if (asked == decision) {
            asking = false;
            exhausted = false;
            ask(line.waiting());
          }
        });
  }
}
