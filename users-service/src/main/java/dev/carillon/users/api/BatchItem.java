package dev.carillon.users.api;

import dev.carillon.contract.IfMatch;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.users.domain.UserOp;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An item of a batch as it is written; see {@code BatchUsers}. */
record BatchItem(
    @Nullable String op,
    @Nullable Doc user,
    @Nullable UUID id,
    @Nullable Long ifMatch,
    @Nullable Doc patch) {

  /** Reads an item. INVALID with pointers into it. */
  static UserOp read(Doc item) {
    BatchItem read = Json.read(Json.bytes(item), BatchItem.class);
    return switch (String.valueOf(read.op)) {
      case "create" -> read.create();
      case "patch" -> read.patching();
      case "deactivate" -> new UserOp.SetActive(read.change(), false);
      case "reactivate" -> new UserOp.SetActive(read.change(), true);
      default -> throw Failure.invalid("/op", "must be create, patch, deactivate or reactivate");
    };
  }

  private UserOp create() {
    Doc wanted = needed("/user", user);
    refuse("/id", id);
    refuse("/ifMatch", ifMatch);
    refuse("/patch", patch);
    return within(
        "/user", () -> new UserOp.Create(Json.read(Json.bytes(wanted), CreateUser.class)));
  }

  private UserOp patching() {
    UUID of = needed("/id", id);
    Doc wanted = needed("/patch", patch);
    refuse("/user", user);
    return within("/patch", () -> new UserOp.Patch(new PatchUser(of, condition(), wanted)));
  }

  private ChangeUser change() {
    refuse("/user", user);
    refuse("/patch", patch);
    return new ChangeUser(needed("/id", id), condition());
  }

  private IfMatch condition() {
    return ifMatch == null ? IfMatch.ANY : new IfMatch(false, List.of(ifMatch));
  }

  private static <T> T needed(String pointer, @Nullable T value) {
    if (value == null) {
      throw Failure.invalid(pointer, "is required");
    }
    return value;
  }

  private static void refuse(String pointer, @Nullable Object value) {
    if (value != null) {
      throw Failure.invalid(pointer, "has no place in this operation");
    }
  }

  private static <T> T within(String prefix, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (Failure refused) {
      throw refused.within(prefix);
    }
  }
}
