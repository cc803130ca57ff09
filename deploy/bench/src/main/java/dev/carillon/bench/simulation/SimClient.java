package dev.carillon.bench.simulation;

import dev.carillon.contract.mail.DigestMode;
import dev.carillon.notifier.domain.mail.Window;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Somebody who has a mail sent, and changes his mind. */
final class SimClient {
  private static final int WINDOWS = 3;

  private final World world;
  private final SimDatabase database;
  private final Faults faults;
  private final List<SimNode> nodes;

  SimClient(World world, SimDatabase database, Faults faults, List<SimNode> nodes) {
    this.world = world;
    this.database = database;
    this.faults = faults;
    this.nodes = nodes;
  }

  /** Stores a mail, again if he hears nothing and it has a key. */
  void store(int number) {
    boolean gathers = world.chance(0.3);
    String key = !gathers && world.chance(0.5) ? "key-" + number : null;
    Window window = gathers ? window(number % WINDOWS) : null;
    Traits traits = Traits.any(world);
    long delay = !gathers && world.chance(0.3) ? world.between(100, 8_000) : 0;
    store(number, 0, key, new SimStore.Wish(delay, window, gathers ? traits.plain() : traits));
  }

  private Window window(int which) {
    Duration length = Duration.ofMillis(world.between(500, 8_000));
    DigestMode[] modes = DigestMode.values();
    return which == 0
        ? Window.debounce("window", length)
        : Window.digest(modes[world.between(0, modes.length - 1)], "window-" + which, length);
  }

  /** Many at once, of all lanes, while nothing goes out. */
  void burst(int from, int mails) {
    for (int i = 0; i < mails; i++) {
      database.accept(new SimMail(new UUID(from + i, 0), null, Traits.any(world)), 0, null);
    }
  }

  private void store(int number, int attempt, @Nullable String key, SimStore.Wish wish) {
    SimMail mail = new SimMail(new UUID(number, attempt), key, wish.traits());
    SimNode node = nodes.get(world.between(0, nodes.size() - 1));
    Future<UUID> stored = node.accept(mail, wish);
    stored.onSuccess(this::changeHisMind);
    if (key != null) {
      world.after(
          world.between(50, 8_000),
          () -> {
            if (!stored.succeeded()) {
              store(number, attempt + 1, key, wish);
            }
          });
    }
  }

  private void changeHisMind(UUID id) {
    if (world.chance(0.4)) {
      world.after(world.between(1, 5_000), () -> cancel(id));
    }
    if (world.chance(0.2)) {
      world.after(world.between(1, 5_000), () -> database.reschedule(id, world.between(1, 10_000)));
    }
    if (world.chance(0.3)) {
      world.after(world.between(5_000, 20_000), () -> database.retry(id));
    }
  }

  private void cancel(UUID id) {
    database.mail(id).cancelAsked = true;
    if (database.cancel(id)) {
      acknowledgeCancel(id);
      return;
    }
    for (SimNode node : nodes) {
      node.after(faults.delay(), () -> node.callBack(id).onSuccess(done -> acknowledgeCancel(id)));
    }
  }

  /** He is told that it is cancelled: the product reads it, and says so. */
  private void acknowledgeCancel(UUID id) {
    SimMail mail = database.mail(id);
    mail.cancelAcknowledged |= mail.outcome == AttemptOutcome.Kind.CANCELLED;
  }
}
