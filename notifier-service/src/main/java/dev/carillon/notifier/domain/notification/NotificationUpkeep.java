package dev.carillon.notifier.domain.notification;

import dev.carillon.contract.live.TopicMessages;
import dev.carillon.notifier.domain.notification.NotificationStore.Looked;
import dev.carillon.notifier.domain.notification.NotificationStore.Place;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * Writes down which mails have gone out, and forgets what was kept long enough: in pieces. Lives on
 * one event loop.
 */
public final class NotificationUpkeep {
  private static final int AT_ONCE = 500;

  private final NotificationStore store;
  private final NotificationBounds bounds;
  private final Consumer<TopicMessages> told;
  private Place behind = Place.START;

  /** Over a store. */
  public NotificationUpkeep(
      NotificationStore store, NotificationBounds bounds, Consumer<TopicMessages> told) {
    this.store = store;
    this.bounds = bounds;
    this.told = told;
  }

  /** Looks at the next of those that are due; true when there are more to look at. */
  public Future<Boolean> decide() {
    return store
        .decide(behind, AT_ONCE)
        .map(
            changed -> {
              Looked looked = changed.answer();
              changed.told().forEach(told);
              Place last = looked.last();
              behind = last == null || looked.rows() < AT_ONCE ? Place.START : last;
              return looked.rows() == AT_ONCE;
            });
  }

  /** Forgets a piece; true when there is more. */
  public Future<Boolean> forget() {
    return store.forget(bounds.kept(), AT_ONCE).map(gone -> gone == AT_ONCE);
  }
}
