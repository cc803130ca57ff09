package dev.carillon.users.domain;

import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.FindProfiles;
import dev.carillon.contract.users.PatchProfile;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.ProfilePage;
import dev.carillon.contract.users.ProfileStats;
import dev.carillon.contract.users.ProfileStatsQuery;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A document store that is away: it writes down what it was asked and does nothing. */
public final class FakeProfiles implements ProfileStore {
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** What was asked, with the user. */
  public List<String> asked() {
    return asked;
  }

  @Override
  public Future<Profile> put(PutProfile request) {
    return away("put " + request.userId());
  }

  @Override
  public Future<Profile> patch(PatchProfile request) {
    return away("patch " + request.userId());
  }

  @Override
  public Future<Profile> get(UUID userId) {
    return away("get " + userId);
  }

  @Override
  public Future<Void> delete(ChangeUser request) {
    return away("delete " + request.id());
  }

  @Override
  public Future<Boolean> erase(UUID userId) {
    return away("erase " + userId);
  }

  @Override
  public Future<ProfilePage> find(FindProfiles request) {
    return away("find");
  }

  @Override
  public Future<ProfileStats> stats(ProfileStatsQuery request) {
    return away("stats");
  }

  private <T> Future<T> away(String what) {
    asked.add(what);
    return Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "away"));
  }
}
