package dev.carillon.users.domain;

import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.PatchUser;

/** One change of the directory, as a batch may hold it. */
public sealed interface UserOp {
  /** Adds a user. */
  record Create(CreateUser user) implements UserOp {}

  /** Changes some fields. */
  record Patch(PatchUser patch) implements UserOp {}

  /** Activates or deactivates. */
  record SetActive(ChangeUser user, boolean active) implements UserOp {}
}
