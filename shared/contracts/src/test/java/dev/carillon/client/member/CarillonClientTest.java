package dev.carillon.client.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.Answered;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.events.UserEvents;
import dev.carillon.contract.keys.KeyName;
import dev.carillon.contract.keys.Keys;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.live.Published;
import dev.carillon.contract.mail.EventOutcome;
import dev.carillon.contract.mail.UserEventBatch;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserChange;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.request.Role;
import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import dev.carillon.testkit.TestBus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CarillonClientTest {
  private static final UUID ID = UUID.fromString("018f0000-0000-7000-8000-000000000001");
  private static final User USER =
      new User(ID, "jo@example.com", "Jo", true, null, null, null, 1, Instant.EPOCH, Instant.EPOCH);

  private final Vertx vertx = Vertx.vertx();
  private final Bus services = new Bus(vertx, Clocks.system());
  private final CarillonClient client = CarillonClient.on(vertx, "billing");
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void aMessageGoesToItsTopicUnderTheKeyOfTheClient() {
    Published stored = new Published("0d4c7f9a2b31", 7L, null);
    services
        .serve(
            LiveTopics.PUBLISH,
            (call, messages) -> {
              calls.add(call);
              assertThat(messages.topic()).isEqualTo("orders.eu");
              return Future.succeededFuture(new Answered<>(stored, false));
            })
        .ready()
        .await();
    assertThat(client.withKey("once").live().publish("orders.eu", Doc.of(1)).await().answer())
        .isEqualTo(stored);
    assertThat(calls).extracting(Call::idempotencyKey).containsExactly("once");
    CarillonClient reader = client.acting(Scopes.of(Scope.USERS_READ));
    assertThat(TestBus.failure(reader.live().publish("orders.eu", Doc.of(1))).code())
        .isEqualTo(FailureCode.FORBIDDEN);
  }

  @Test
  void aCallSaysWhoAsksAndWithWhichScopesAndKey() {
    services
        .serve(
            Users.CREATE,
            (call, user) -> {
              calls.add(call);
              return Future.succeededFuture(new UserChange(USER, false));
            })
        .ready()
        .await();
    CreateUser wanted = new CreateUser("jo@example.com", "Jo", null, null, null, null);
    assertThat(client.withKey("once").users().create(wanted).await().user()).isEqualTo(USER);
    client.users().create(wanted).await();
    assertThat(calls).extracting(Call::principal).containsExactly("billing", "billing");
    assertThat(calls).extracting(Call::idempotencyKey).containsExactly("once", null);
    assertThat(calls).extracting(Call::scopes).containsOnly(Role.WRITER.scopes());
    assertThat(calls.get(0).requestId()).isNotEqualTo(calls.get(1).requestId());
    CarillonClient reader = client.acting(Scopes.of(Scope.USERS_READ));
    assertThat(TestBus.failure(reader.users().create(wanted)).code())
        .isEqualTo(FailureCode.FORBIDDEN);
    assertThat(TestBus.failure(client.users().erase(new ChangeUser(ID, null))).code())
        .as("nobody serves it")
        .isEqualTo(FailureCode.UNAVAILABLE);
  }

  @Test
  void aCallThatIsNotAnsweredEndsWithItsLimit() {
    Promise<User> never = Promise.promise();
    services.serve(Users.GET, (call, id) -> never.future()).ready().await();
    long began = System.nanoTime();
    assertThat(TestBus.failure(client.within(Duration.ofMillis(50)).users().get(ID)).code())
        .isEqualTo(FailureCode.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Users.GET.timeout());
  }

  @Test
  void eventsAreTakenByTheContractOfTheConsumerAndCloseEndsIt() {
    List<String> taken = new CopyOnWriteArrayList<>();
    client
        .takeUserEvents(
            "billing",
            events -> {
              events.forEach(event -> taken.add(event.subject()));
              return Future.succeededFuture(events.stream().map(e -> EventOutcome.TAKEN).toList());
            })
        .ready()
        .await();
    DomainEvent<UserEvent> event =
        new DomainEvent<>(
            DomainEvent.SPEC_VERSION,
            UUID.randomUUID(),
            "users",
            Users.CHANGED.address(),
            "user:1",
            Instant.EPOCH,
            new UserEvent.Erased(ID, null));
    Call call = Call.internal("users-service", Duration.ofSeconds(5), Clocks.system());
    UserEventBatch batch = new UserEventBatch(List.of(event));
    assertThat(services.request(UserEvents.to("billing"), call, batch).await().outcomes())
        .containsExactly(EventOutcome.TAKEN);
    assertThat(taken).containsExactly("user:1");
    client.close().await();
    client.close().await();
    assertThat(TestBus.failure(services.request(UserEvents.to("billing"), call, batch)).code())
        .isEqualTo(FailureCode.UNAVAILABLE);
    services.publish(Keys.CHANGED, new KeyName("still-open"));
  }

  @Test
  void aConsumersNameIsPartOfAnAddressAndNothingElse() {
    assertThatThrownBy(() -> UserEvents.to("Billing.v1#")).hasMessageContaining("Billing.v1#");
    assertThat(UserEvents.isName("billing-2")).isTrue();
    for (String wrong : List.of("", "-a", "2", "a.b", "a b", "a".repeat(41))) {
      assertThat(UserEvents.isName(wrong)).as(wrong).isFalse();
    }
  }
}
