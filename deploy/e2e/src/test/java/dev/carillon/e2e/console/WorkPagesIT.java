package dev.carillon.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pages of mail, of what holds it, and of users; and lists of whatever there is. */
@WithUp(
    value = {"CARILLON_OPEN_RATE_LIMIT=0", "CARILLON_LIVE_PRESENCE_GRACE=1s"},
    shared = true)
@ExtendWith(TabExtension.class)
class WorkPagesIT {
  private final Tab tab;
  private final Up up;

  WorkPagesIT(Up up, Tab tab) {
    this.tab = tab;
    this.up = up;
  }

  private String accept(JsonObject mail) {
    return up.client().post("/v1/emails", mail).hasStatus(202).json().getString("id");
  }

  @Test
  void whatHoldsMailIsSeenMadeAndEnded() {
    accept(
        Client.mail("una@holds.example", "Your day")
            .put("digestKey", "day")
            .put("digestWindow", "1h"));
    String server = up.client().get("/v1/servers").items().getJsonObject(0).getString("name");
    tab.lookAt("holds/windows", "windows");
    tab.seeOnPhone("windows");
    String closing =
        (String)
            tab.run(
                """
                await click('Send now');
                const dialog = await until('the dialog', () => document.querySelector('dialog[open]'));
                const said = dialog.innerText;
                [...dialog.querySelectorAll('button')].find((b) => b.innerText === 'Send now').click();
                await until('its end', () => text().includes('No window is open'));
                return said;
                """);
    assertThat(closing).contains("Send what una@holds.example has in this window (1) now");
    tab.open("holds/throttles");
    tab.run(
        """
        await until('the form', () => document.querySelector('main [name=limit]'));
        fill('name', 'few');
        fill('limit', '3');
        fill('within', 'soon');
        await click('Create');
        await until('a word at the field', () => document.querySelector('.field [role=alert]'));
        fill('within', '2h');
        await click('Create');
        await until('the throttle', () => text().includes('3 mails within 2 h'));
        """);
    tab.see("throttles");
    up.client().send("DELETE", "/v1/throttles/few", "").hasStatus(204);
    JsonObject promo = new JsonObject().put("subject", "New").put("text", "Something new");
    up.client().put("/v1/templates/promo", promo).hasStatus(200);
    tab.open("holds/pauses");
    tab.run(
        """
        await until('the form', () => [...document.querySelectorAll('main [name=template] option')].some((one) => one.value === 'promo'));
        fill('template', 'promo');
        await click('Pause');
        await until('the pause', () => [...document.querySelectorAll('tbody tr')].some((row) => row.innerText.includes('promo')));
        """);
    tab.see("pauses");
    tab.run(
        "await click('Resume'); await until('its end', () => text().includes('Nothing is paused'));");
    tab.open("holds/servers");
    tab.run(
        """
        await click('Pause');
        document.querySelector('dialog[open] .actions button').click();
        await until('the pause', () => text().includes('paused') && text().includes('Resume'));
        await click('Limit');
        await until('the form', () => document.querySelector('main [name=limit]'));
        fill('limit', '500');
        await click('Set the limit');
        await until('the limit', () => text().includes('500 mails per 1 s'));
        """);
    tab.see("servers");
    tab.run("await click('Resume'); await until('its end', () => !text().includes('Resume'));");
    JsonObject gate = up.client().get("/v1/servers").items().getJsonObject(0);
    assertThat(gate.getString("name")).isEqualTo(server);
    assertThat(gate.getInteger("limit")).as("a pause leaves the limit").isEqualTo(500);
    up.client().put("/v1/servers/" + server, "{}").hasStatus(200);
    tab.lookAt("holds/reasons", "holds");
  }

  @Test
  void aMailIsExplainedMovedAndCancelled() {
    tab.browser().prefers("light");
    tab.open("mail?new=1");
    tab.run(
        """
        await until('the form', () => document.querySelector('main [name=subject]'));
        fill('to', 'ida@moves.example');
        fill('subject', 'Later');
        fill('text', 'Hi');
        fill('sendAt', '2031-05-06T07:08');
        await click('Explain');
        await until('the explanation', () => document.querySelector('[aria-label="What would happen"]') && text().includes('scheduled'));
        """);
    tab.see("mail-explain");
    tab.run(
        """
        await click('Send');
        await until('the mail', () => /mail.[0-9a-f-]{36}/.test(location.pathname) && text().includes('Reschedule'));
        """);
    tab.see("mail-waits");
    tab.seeOnPhone("mail-waits");
    String id =
        (String)
            tab.run(
                """
                await click('Reschedule');
                const dialog = await until('the dialog', () => document.querySelector('dialog[open]'));
                const field = dialog.querySelector('[name=sendAt]');
                if (field.value !== '2031-05-06T07:08') throw new Error(field.value);
                field.value = '2032-05-06T07:08';
                [...dialog.querySelectorAll('button')].find((b) => b.innerText === 'Move it').click();
                await until('the other time', () => !document.querySelector('dialog[open]') && text().includes('2032-05-06'));
                await click('Cancel the mail');
                const asks = await until('the dialog', () => document.querySelector('dialog[open]'));
                [...asks.querySelectorAll('button')].find((b) => b.innerText === 'Cancel the mail').click();
                await until('its end', () => text().includes('Ended: cancelled'));
                return location.pathname.split('/').at(-1);
                """);
    assertThat(up.client().get("/v1/emails/" + id).json().getString("state"))
        .isEqualTo("cancelled");
    assertThat(tab.browser().complaints()).isEmpty();
    tab.open("mail?to=ida@moves.example&until=2030-01-01T00:00:00Z&template=none");
    assertThat(
            (String)
                tab.run(
                    "return await until('no mail', () => text().includes('No mail fits') && text());"))
        .contains("Clear them");
  }

  @Test
  void usersAreFoundWhileOneTypesAndTwoWhoChangeTheSameSeeBoth() {
    JsonObject user = up.client().createUser("olga@people.example", "Olga Orlova");
    String id = user.getString("id");
    tab.browser().prefers("light");
    tab.open("users");
    tab.run(
        """
        await until('the field', () => document.querySelector('main [name=q]'));
        fill('q', 'orl');
        await until('the user', () => location.search === '?q=orl' && document.querySelectorAll('main tbody tr').length === 1 && text().includes('Olga Orlova'));
        fill('q', 'nobody-of-that-name');
        await until('nobody', () => text().includes('Create that user'));
        """);
    tab.open("users/" + id);
    JsonArray both =
        tab.list(
            """
            await until('the user', () => document.querySelector('main [name=zone]'));
            fill('zone', 'Europe/Zurich');
            const answer = await fetch(`/v1/users/${args[0]}`, {method: 'PATCH', headers: {authorization: `Bearer ${args[1]}`, 'content-type': 'application/json', 'if-match': '"v1"'}, body: '{"locale":"de-CH"}'});
            if (!answer.ok) throw new Error(await answer.text());
            await until('a word of it', () => text().includes('Somebody has changed this user while you type'));
            const kept = document.querySelector('main [name=zone]').value;
            await click('Save');
            const said = await until('both versions', () => document.querySelector('.both'));
            return [kept, said.innerText];
            """,
            id,
            up.key());
    assertThat(both.getString(0)).as("what was typed stays").isEqualTo("Europe/Zurich");
    assertThat(both.getString(1)).contains("Language", "de-CH", "Time zone", "Europe/Zurich");
    tab.see("user-both");
    tab.seeOnPhone("user-both");
    tab.run(
        """
        await click('Take theirs');
        await until('theirs', () => document.querySelector('main [name=locale]').value === 'de-CH' && document.querySelector('main [name=zone]').value === '');
        fill('zone', 'Europe/Zurich');
        await click('Save');
        await until('the change', () => text().includes('zone: – → Europe/Zurich'));
        """);
    JsonObject stored = up.client().get("/v1/users/" + id).json();
    assertThat(List.of(stored.getString("locale"), stored.getString("zone")))
        .containsExactly("de-CH", "Europe/Zurich");
  }

  @Test
  void oneUserHasAProfileAndIsSeenToBeThere() {
    JsonObject user = up.client().createUser("pia@people.example", "Pia");
    String id = user.getString("id");
    up.client()
        .put(
            "/v1/topic-rules/desk.%7BuserId%7D",
            "{\"presence\":true,\"subscribe\":[\"reader\"],\"publish\":[\"writer\"]}")
        .hasStatus(200);
    JsonObject asked =
        new JsonObject().put("userId", id).put("subscribe", JsonArray.of("desk." + id));
    String token = up.client().post("/v1/tokens", asked).hasStatus(201).json().getString("token");
    tab.browser().prefers("light");
    tab.open("users/" + id);
    tab.run(
        """
        await click('Write one');
        await until('the form', () => document.querySelector('main [name=profile]'));
        fill('profile', '{"age": 41, "text": "<b>bold</b>"}');
        await click('Save the profile');
        await until('the profile', () => document.querySelector('pre[aria-label=Profile]')?.innerText.includes('"age": 41'));
        await until('nobody', () => text().includes('nobody listens as this user'));
        const {Live} = await import('/client.js');
        window.theirs = new Live(location.origin.replace('http', 'ws') + '/ws', {token: args[0]});
        window.theirs.subscribe(`desk.${args[1]}`, () => {});
        await until('somebody', () => document.querySelector('[aria-label="Live state"] .tone-ok'));
        """,
        token,
        id);
    tab.see("user");
    tab.seeOnPhone("user");
    tab.run(
        """
        await click(`End this user's tokens`);
        const dialog = await until('the dialog', () => document.querySelector('dialog[open]'));
        [...dialog.querySelectorAll('button')].find((b) => b.innerText === `End this user's tokens`).click();
        await until('nobody', () => !document.querySelector('[aria-label="Live state"] .tone-ok'));
        """);
    assertThat(tab.browser().complaints()).isEmpty();
  }

  @Test
  void whoGetsNoMailIsFoundAndTakenOffTheList() {
    JsonObject bounced = new JsonObject().put("address", "no@more.example").put("topic", "news");
    up.client().post("/v1/suppressions", bounced.put("reason", Tab.HOSTILE)).hasStatus(200);
    tab.open("holds/suppressions");
    tab.run(
        """
        await until('the one', () => text().includes('no@more.example') && text().includes('mail of the topic news'));
        fill('address', 'never@more.example');
        await click('Suppress');
        await until('the other, and by whom', () => text().includes('never@more.example') && text().includes('by admin'));
        """);
    tab.lookAt("holds/suppressions", "suppressions");
    tab.open("holds/suppressions?address=no@more.example");
    tab.run(
        """
        await until('one', () => document.querySelectorAll('main tbody tr').length === 1);
        await click('Remove');
        document.querySelector('dialog[open] .actions button').click();
        await until('none', () => text().includes('Nothing is suppressed for no@more.example'));
        """);
    assertThat(up.client().get("/v1/suppressions").items().encode())
        .contains("never@more.example")
        .doesNotContain("no@more.example");
  }

  @Test
  void anEventThatNobodyTookIsTriedAgainOrDropped(Database tables) {
    for (String type : List.of("users.again.v1", "users.gone.v1")) {
      tables.change(
          "insert into users.outbox (id, subject, type, at, payload, parked_at, last_error, attempts)"
              + " values (gen_random_uuid(), 'user:nobody', '%s', now(), '{}', now(), '<b>no</b>', 10)"
                  .formatted(type));
    }
    tab.lookAt("parked", "parked-events");
    tab.run(
        """
        const row = (type) => [...document.querySelectorAll('main tbody tr')].find((one) => one.innerText.includes(type));
        const button = (type, label) => [...row(type).querySelectorAll('button')].find((b) => b.innerText === label);
        await until('both', () => row('users.again.v1') && row('users.gone.v1')?.innerText.includes('<b>no</b>'));
        button('users.gone.v1', 'Drop').click();
        document.querySelector('dialog[open] .actions button').click();
        await until('one', () => !row('users.gone.v1'));
        button('users.again.v1', 'Try again').click();
        await until('another word of it, or none', () => !row('users.again.v1')?.innerText.includes('<b>no</b>'));
        """);
    assertThat(
            tables.number(
                "select count(*) from users.outbox where type = 'users.gone.v1'"
                    + " or (type = 'users.again.v1' and last_error = '<b>no</b>' and attempts = 10)"))
        .as("one is gone, and the other was tried")
        .isZero();
    tables.change("delete from users.outbox where type = 'users.again.v1'");
  }

  /**
   * By default a few thousand of each, and nothing is asked of the time. For the figures of the
   * promise: {@code -Dconsole.rows=100000}.
   */
  @Test
  void noListHoldsMoreThanAPageOfWhateverThereIs(Database tables) {
    int rows = Integer.getInteger("console.rows", 2_000);
    ManyRows many = new ManyRows(tab, tables);
    many.make(rows);
    Map<String, ManyRows.Shown> shown = many.visit(rows > 2_000 ? 5 : 1);
    shown.forEach((view, one) -> System.out.println(rows + " rows, " + view + ": " + one));
    assertThat(shown.keySet()).containsAll(List.of("mail", "users"));
    shown.forEach(
        (view, one) -> assertThat(one.rows()).as("rows of " + view).isBetween(1, ManyRows.PAGE));
    assertThat(shown.get("mail").rows()).isEqualTo(ManyRows.PAGE);
    assertThat(shown.get("users").rows()).isEqualTo(ManyRows.PAGE);
    assertThat(tab.browser().complaints()).as("no file was refused as one too many").isEmpty();
  }
}
