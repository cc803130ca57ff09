package dev.carillon.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.client.member.CarillonClient;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.User;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A test of another team. */
@WithCarillon("CARILLON_PLAYGROUND=on")
class WithCarillonIT {
  @Test
  void aTestCallsTheBusAndHttpAndFindsTheMail(Carillon carillon) throws Exception {
    CarillonClient client = carillon.client("shop");
    CreateUser wanted = new CreateUser("jo@example.com", "Jo", null, null, null, null);
    User user = client.users().create(wanted).await().user();
    assertThat(carillon.awaitMail("jo@example.com").subject()).isEqualTo("Welcome, Jo");
    assertThat(get(carillon, "/v1/users/" + user.id())).contains("jo@example.com");
    assertThat(get(carillon, "/hello")).isNotEmpty(); // by its setting
  }

  @Nested
  class WithinIt {
    @Test
    void aNestedClassHasTheOneOfTheClassAroundIt(Carillon carillon) throws Exception {
      assertThat(get(carillon, "/hello")).isNotEmpty();
    }
  }

  private static String get(Carillon carillon, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(carillon.url().resolve(path))
                .header("Authorization", "Bearer " + carillon.key())
                .build(),
            BodyHandlers.ofString())
        .body();
  }
}
