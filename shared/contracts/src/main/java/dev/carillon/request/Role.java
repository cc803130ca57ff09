package dev.carillon.request;

/** What a caller may do. Each role includes the ones before it. */
public enum Role {
  /** May read. */
  READER,
  /** May read and change. */
  WRITER,
  /** May do everything. */
  ADMIN;

  /** Whether this role may do what {@code needed} may do. */
  public boolean covers(Role needed) {
    return compareTo(needed) >= 0;
  }
}
