package dev.carillon.notifier.smtp;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.flow.SmtpServerRule;
import dev.carillon.notifier.domain.delivery.ServerPermits;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets mail through to one server as somebody has decided: none while it is paused, and no more
 * than its limit, for which permits are taken when there is mail that wants them. One context only.
 */
public final class ServerThrottle {
  /** Mail does not wait here for longer: it goes through another server, or comes again. */
  private static final Duration LONG = Duration.ofSeconds(2);

  private static final int MILLIS = 1_000;

  private final String server;
  private final ServerPermits budgets;
  private final Timers timers;
  private final User user;
  private @Nullable SmtpServerRule rule;
  private int permits;
  private int decision;
  private boolean asking;
  private boolean exhausted;

  /** Whose throttle it is. */
  public interface User {
    /** How many mails wait before it. */
    int waiting();

    /** There are permits. */
    void opened();

    /** What waits has nothing to hope for. */
    void shut(String why);
  }

  /** Open, until something is decided. */
  public ServerThrottle(String server, ServerPermits budgets, Timers timers, User user) {
    this.server = server;
    this.budgets = budgets;
    this.timers = timers;
    this.user = user;
  }

  /** What was decided; null for nothing. What was known of an earlier decision is forgotten. */
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
      user.shut(server + " is paused");
    } else {
      user.opened();
    }
  }

  /** Whether nothing goes through for a while. */
  public boolean isShut() {
    return isPaused() || exhausted;
  }

  private boolean isPaused() {
    return rule != null && Boolean.TRUE.equals(rule.paused());
  }

  private boolean isLimited() {
    return rule != null && rule.limit() != null;
  }

  /** How many mails may wait or be under way: no more than the limit lets through in a second. */
  public int most(int unlimited) {
    if (rule == null || rule.limit() == null || rule.per() == null) {
      return unlimited;
    }
    long perSecond = (long) rule.limit() * MILLIS / Math.max(1, rule.per().toMillis());
    return (int) Math.max(1, Math.min(unlimited, perSecond));
  }

  /**
   * Whether one may go through now; if not, and the throttle is not shut, {@link User#opened} is
   * called when there is a permit.
   */
  public boolean lets(int waiting) {
    if (isPaused()) {
      return false;
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
                user.shut("the limit of " + server + " is not known: " + e.getMessage());
              }
            });
  }

  private void onPermits(ServerPermits.Permits taken) {
    permits = taken.granted();
    if (permits > 0) {
      asking = false;
      user.opened();
      return;
    }
    exhausted = taken.again().compareTo(LONG) > 0;
    if (exhausted) {
      user.shut("the limit of " + server + " is reached");
    }
    int asked = decision;
    timers.after(
        taken.again(),
        () -> {
          if (asked == decision) {
            asking = false;
            exhausted = false;
            ask(user.waiting());
          }
        });
  }
}
