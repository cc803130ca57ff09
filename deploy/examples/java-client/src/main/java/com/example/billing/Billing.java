package com.example.billing;

import dev.carillon.bus.tls.MemberFiles;
import dev.carillon.client.member.CarillonClient;
import dev.carillon.client.member.Membership;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.User;
import dev.carillon.failure.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Joins the cluster, takes every user event for good, creates a user, writes to it, and leaves.
 *
 * <p>Reads the same settings as the services: {@code CARILLON_CLUSTER_NAME, _HOST, _PORT,
 * _MEMBERS, _TLS_*}. The first argument is the address of the user, the second one that of a user whose
 * event it waits for, such as one that was created while this program was away.
 */
public final class Billing {
  private Billing() {}

  public static void main(String[] args) throws Exception {
    CarillonClient client =
        CarillonClient.join("billing", membership(System.getenv())).await(60, TimeUnit.SECONDS);
    try {
      Accounts accounts = new Accounts();
      // CARILLON_USERS_CONSUMERS=mail,bus:billing lets users-service keep events for us.
      client.takeUserEvents("billing", accounts::open).ready().await(30, TimeUnit.SECONDS);
      User user = create(client, args[0]);
      UUID mail = write(client, user);
      System.out.println("mail " + client.mail().get(mail).await().state());
      for (String address : List.of(user.email(), args[1])) {
        System.out.println("account of " + address + " since " + accounts.await(address));
      }
      refused(client);
    } finally {
      client.close().await(30, TimeUnit.SECONDS);
    }
    System.out.println("left");
  }

  /** With a key it may be asked again, by this program or its next run: the effect happens once. */
  private static User create(CarillonClient client, String address) {
    CreateUser wanted = new CreateUser(address, "Jo Example", null, null, null, false);
    CarillonClient once = client.withKey("create-" + address).within(Duration.ofSeconds(3));
    User user = once.users().create(wanted).await().user();
    boolean replayed = once.users().create(wanted).await().replayed();
    System.out.println("created " + user.email() + ", a repetition is one: " + replayed);
    return client.users().get(user.id()).await();
  }

  private static UUID write(CarillonClient client, User user) {
    Recipient to = new Recipient(user.id(), null, null);
    AcceptMail mail = AcceptMail.of(to, "Your account", "It is open.", null);
    return client.mail().send(mail).await().accepted().id();
  }

  /** Every failure is a code, a message and the fields to blame. */
  private static void refused(CarillonClient client) {
    try {
      client.users().get(new UUID(0, 0)).await();
    } catch (Failure failure) {
      System.out.println("refused " + failure.code());
    }
  }

  private static Membership membership(Map<String, String> settings) {
    Membership usual = Membership.onThisMachine();
    String members = settings.get("CARILLON_CLUSTER_MEMBERS");
    Membership membership =
        new Membership(
            settings.getOrDefault("CARILLON_CLUSTER_NAME", usual.cluster()),
            settings.getOrDefault("CARILLON_CLUSTER_HOST", usual.host()),
            Integer.parseInt(settings.getOrDefault("CARILLON_CLUSTER_PORT", "" + usual.port())),
            members == null ? usual.members() : List.of(members.split(",")));
    String certificate = settings.get("CARILLON_CLUSTER_TLS_CERTIFICATE");
    return certificate == null
        ? membership
        : membership.with(
            new MemberFiles(
                certificate,
                settings.get("CARILLON_CLUSTER_TLS_KEY"),
                settings.get("CARILLON_CLUSTER_TLS_CA"),
                settings.get("CARILLON_CLUSTER_TLS_NAME")));
  }
}
