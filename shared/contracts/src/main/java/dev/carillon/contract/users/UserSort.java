package dev.carillon.contract.users;

import org.jspecify.annotations.Nullable;

/** What a list of users is sorted by. Users that are equal in it are in the order of their ids. */
public enum UserSort {
  /** The time of creation. */
  CREATED_AT("createdAt"),
  /** The name, without regard to case and accents. */
  NAME("name"),
  /** The address, without regard to case. */
  EMAIL("email");

  private final String field;

  UserSort(String field) {
    this.field = field;
  }

  /** As a request writes it. */
  public String field() {
    return field;
  }

  /** The one that is written so, or null. */
  public static @Nullable UserSort of(String field) {
    for (UserSort sort : values()) {
      if (sort.field.equals(field)) {
        return sort;
      }
    }
    return null;
  }
}
