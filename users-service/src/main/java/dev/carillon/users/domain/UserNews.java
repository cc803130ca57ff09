package dev.carillon.users.domain;

import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserEvent;
import java.util.UUID;

/**
 * Who hears of what happens to users. An event that somebody must have for good is written with the
 * change; all others are only told, to whoever listens, right after the commit.
 */
public interface UserNews {
  /** As whose events they are known. */
  String SOURCE = "users";

  /** What kind of events they are. */
  String TYPE = "users.changed.v1";

  /** Nobody hears anything. */
  UserNews NONE =
      new UserNews() {
        @Override
        public boolean isKept(UserEvent event) {
          return false;
        }

        @Override
        public void tell(DomainEvent<UserEvent> event) {}

        @Override
        public void written() {}
      };

  /**
   * Whether somebody must have an event of this kind for good.
   *
   * @param event its address and name may be left out
   */
  boolean isKept(UserEvent event);

  /** Tells whoever listens now. */
  void tell(DomainEvent<UserEvent> event);

  /** An event was written that somebody must have. */
  void written();

  /** Tells that a user was created. */
  default void created(UUID event, User user, boolean welcome) {
    tell(
        event,
        user,
        new UserEvent.Created(user.id(), user.email(), user.name(), user.version(), welcome));
  }

  /** Tells that a user was changed. */
  default void changed(UUID event, UserEvent.Changed.Kind kind, User user) {
    tell(
        event,
        user,
        new UserEvent.Changed(kind, user.id(), user.email(), user.name(), user.version(), null));
  }

  private void tell(UUID event, User user, UserEvent data) {
    tell(
        new DomainEvent<>(
            DomainEvent.SPEC_VERSION,
            event,
            SOURCE,
            TYPE,
            "user:" + user.id(),
            user.updatedAt(),
            data));
  }
}
