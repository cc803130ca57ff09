package dev.carillon.contract.users;

import java.util.List;

/**
 * The addresses of a user, in lower case: the present one, and earlier ones that are nobody else's
 * now. None of a user who was erased.
 */
public record UserAddresses(List<String> addresses) {
  public UserAddresses {
    addresses = List.copyOf(addresses);
  }
}
