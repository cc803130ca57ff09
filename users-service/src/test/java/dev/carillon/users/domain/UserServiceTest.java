package dev.carillon.users.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.IfMatch;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.PatchProfile;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.request.Actor;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class UserServiceTest {
  private static final Actor ACTOR = new Actor("tester", "r-1");
  private static final UUID KNOWN = FakeUsers.USER.id();
  private static final UUID UNKNOWN = UUID.randomUUID();

  private final FakeUsers users = new FakeUsers();
  private final FakeProfiles profiles = new FakeProfiles();
  private final UserService service = new UserService(users, profiles, new FakeErasures());

  @Test
  void aPatchNamesTheVersionThatItChanges() {
    Doc patch = Doc.object("name", "B");
    assertFails(
        FailureCode.PRECONDITION_REQUIRED,
        () -> service.patch(new PatchUser(KNOWN, null, patch), ACTOR, null));
    assertFails(
        FailureCode.PRECONDITION_REQUIRED,
        () -> service.patchProfile(new PatchProfile(KNOWN, patch, null)));
    service.patch(new PatchUser(KNOWN, IfMatch.ANY, patch), ACTOR, null).await();
    assertThat(users.asked()).containsExactly("patch by tester under no key");
    assertThat(profiles.asked()).isEmpty();
  }

  @Test
  void anErasureSucceedsThoughTheProfileCannotGoNow() {
    assertThat(service.erase(new ChangeUser(KNOWN, null), ACTOR).await().id()).isEqualTo(KNOWN);
    assertThat(profiles.asked()).containsExactly("erase " + KNOWN);
  }

  @Test
  void anErasureIsNotAnsweredBeforeItsJournalIsWritten() {
    UserService journaling =
        new UserService(
            users, profiles, new FakeErasures(), erased -> Future.failedFuture("the disk is full"));
    assertFails(
        FailureCode.UNAVAILABLE, () -> journaling.erase(new ChangeUser(KNOWN, null), ACTOR));
    assertThat(profiles.asked()).as("it is done all the same").containsExactly("erase " + KNOWN);
  }

  @Test
  void anAuditIsOfAUserWhoIsKnown() {
    PageRequest first = new PageRequest(10, null);
    assertThat(service.audit(new ListAudit(KNOWN, first)).await().items()).isEmpty();
    assertFails(FailureCode.NOT_FOUND, () -> service.audit(new ListAudit(UNKNOWN, first)));
    PageRequest later = new PageRequest(10, "cursor");
    assertThat(service.audit(new ListAudit(UNKNOWN, later)).await().items())
        .as("the end of a list")
        .isEmpty();
  }

  @Test
  void aProfileBelongsToAUserWhoExists() {
    assertFails(
        FailureCode.NOT_FOUND,
        () -> service.putProfile(new PutProfile(UNKNOWN, Doc.object(), null, false)));
    assertFails(
        FailureCode.NOT_FOUND,
        () -> service.patchProfile(new PatchProfile(UNKNOWN, Doc.object(), IfMatch.ANY)));
    assertFails(FailureCode.NOT_FOUND, () -> service.deleteProfile(new ChangeUser(UNKNOWN, null)));
    assertThat(profiles.asked()).isEmpty();
    assertFails(
        FailureCode.UNAVAILABLE,
        () -> service.putProfile(new PutProfile(KNOWN, Doc.object(), null, false)));
    assertThat(profiles.asked()).containsExactly("put " + KNOWN);
  }

  private static void assertFails(FailureCode code, Supplier<Future<?>> attempt) {
    assertThatThrownBy(() -> attempt.get().await())
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
