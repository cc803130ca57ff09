package dev.carillon.users.domain;

import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.PatchUser;

/** One operation on the directory, as a batch may hold it. */
public sealed interface UserOp {
  /** Adds a user. */
  record Create(CreateUser user) implements UserOp {}

  /** Changes a user who exists. */
  sealed interface Change extends UserOp {}

  /** Changes some fields. */
  record Patch(PatchUser patch) implements Change {}

  /** Activates or deactivates. */
  record SetActive(ChangeUser user, boolean active) implements Change {}
}
