package dev.carillon.users.domain;

import dev.carillon.contract.IfMatch;
import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.Erasure;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.PatchProfile;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.contract.users.UserChange;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules that a single store cannot know: which changes must name a version, what belongs to a
 * user who exists, what an erasure reaches. What needs no rule goes straight to a store.
 */
public final class UserService {
  private static final Logger LOG = LoggerFactory.getLogger(UserService.class);

  private final UserStore users;
  private final ProfileStore profiles;
  private final ProfileErasure erasure;
  private final Function<Erasure, Future<Void>> journal;

  /** Over the stores of one event loop, without a journal of erasures. */
  public UserService(UserStore users, ProfileStore profiles, ErasureStore erasures) {
    this(users, profiles, erasures, erased -> Future.succeededFuture());
  }

  /**
   * Over the stores of one event loop.
   *
   * @param journal completes when an erasure is written down outside
   */
  public UserService(
      UserStore users,
      ProfileStore profiles,
      ErasureStore erasures,
      Function<Erasure, Future<Void>> journal) {
    this.journal = journal;
    this.users = users;
    this.profiles = profiles;
    this.erasure = new ProfileErasure(profiles, erasures);
  }

  /** Changes some fields of a user. PRECONDITION_REQUIRED if no version is named. */
  public Future<UserChange> patch(PatchUser request, Actor actor, @Nullable IdempotencyKey key) {
    needVersion(request.ifMatch());
    return users.patch(request, actor, key);
  }

  /**
   * Erases a user and the profile; should the latter fail now, the event of the erasure does it.
   * UNAVAILABLE, to be repeated, while the journal of erasures cannot be written: a restore would
   * bring the user back.
   */
  public Future<Erasure> erase(ChangeUser request, Actor actor) {
    return users
        .erase(request, actor)
        .compose(
            erased ->
                erasure
                    .of(request.id())
                    .onFailure(e -> LOG.warn("A profile is left to the event: {}", e.toString()))
                    .transform(r -> Future.succeededFuture(erased)))
        .compose(erased -> journal.apply(erased).map(erased).recover(UserService::notWritten));
  }

  private static Future<Erasure> notWritten(Throwable cause) {
    LOG.error("The journal of erasures cannot be written: {}", cause.toString());
    return Future.failedFuture(
        Failure.of(
            FailureCode.UNAVAILABLE,
            "The user is erased, but the journal of erasures cannot be written: repeat this",
            cause));
  }

  /** The audit of a user. NOT_FOUND for an unknown one, which is not the same as an empty audit. */
  public Future<AuditPage> audit(ListAudit request) {
    return users
        .audit(request)
        .compose(
            page ->
                page.items().isEmpty() && request.page().cursor() == null
                    ? users.get(request.userId()).map(page)
                    : Future.succeededFuture(page));
  }

  /** Replaces or makes the profile of a user. NOT_FOUND if the user is unknown. */
  public Future<Profile> putProfile(PutProfile request) {
    return users.get(request.userId()).compose(user -> profiles.put(request));
  }

  /** Changes some members of a user's profile. PRECONDITION_REQUIRED, NOT_FOUND. */
  public Future<Profile> patchProfile(PatchProfile request) {
    needVersion(request.ifMatch());
    return users.get(request.userId()).compose(user -> profiles.patch(request));
  }

  /** Removes a user's profile. NOT_FOUND if the user is unknown. */
  public Future<Void> deleteProfile(ChangeUser request) {
    return users.get(request.id()).compose(user -> profiles.delete(request));
  }

  private static void needVersion(@Nullable IfMatch ifMatch) {
    if (ifMatch == null) {
      throw Failure.of(
          FailureCode.PRECONDITION_REQUIRED,
          "The header If-Match must name the version to change, as the ETag had it");
    }
  }
}
