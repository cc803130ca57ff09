package dev.carillon.request;

/**
 * A bundle of scopes with a name. Each role includes the ones before it; {@code inbox:read} and
 * {@code tokens:issue} are in none but the last.
 */
public enum Role {
  /** May read. */
  READER(Scope.USERS_READ, Scope.MAIL_READ, Scope.subscribe(Scope.ALL_TOPICS)),
  /** May read and change. */
  WRITER(
      Scope.USERS_READ,
      Scope.MAIL_READ,
      Scope.subscribe(Scope.ALL_TOPICS),
      Scope.USERS_WRITE,
      Scope.MAIL_SEND,
      Scope.publish(Scope.ALL_TOPICS)),
  /** May do everything. */
  ADMIN(Scope.ADMIN);

  @SuppressWarnings("ImmutableEnumChecker") // a list that is never changed
  private final Scopes scopes;

  Role(Scope... scopes) {
    this.scopes = Scopes.of(scopes);
  }

  /** What it may do. */
  public Scopes scopes() {
    return scopes;
  }
}
