package dev.carillon.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a person does who was wrong, looks elsewhere and comes back, or asks before it happens. */
@WithUp(
    value = {"CARILLON_OPEN_RATE_LIMIT=0", "CARILLON_LIVE_PRESENCE_GRACE=1s"},
    shared = true)
@ExtendWith(TabExtension.class)
class SecondThoughtsIT {
  private final Tab tab;
  private final Client client;

  SecondThoughtsIT(Up up, Tab tab) {
    this.tab = tab;
    this.client = up.client();
  }

  @Test
  void whatWasTypedIsThereForWhoComesBack() {
    client.createUser("had@thoughts.example", "Hadley Had");
    tab.open("users?new=1");
    JsonArray there =
        tab.list(
            """
            await until('the form', () => document.querySelector('main [name=email]'));
            fill('name', 'Somebody else');
            fill('email', 'had@thoughts.example');
            await click('Create');
            await click('Show who has it');
            await until('who has it', () => document.querySelector('main tbody')?.innerText.includes('Hadley Had'));
            history.back();
            await until('the form', () => document.querySelector('main [name=email]')?.value);
            const user = ['name', 'email'].map((name) => document.querySelector(`main [name=${name}]`).value);
            fill('email', 'hadnot@thoughts.example');
            await click('Create');
            await until('the user', () => location.pathname.startsWith('/console/users/'));
            history.back();
            await until('a new form', () => document.querySelector('main [name=email]')?.value === '');
            fill('name', 'Unwanted');
            document.querySelector('main form .actions a').click();
            await until('no form', () => !document.querySelector('main [name=email]'));
            await click('New user');
            await until('a new form', () => document.querySelector('main [name=name]')?.value === '');
            await click('Broadcasts');
            await click('New broadcast');
            await until('the form', () => document.querySelector('main [name=name]'));
            fill('name', 'typed');
            fill('text', 'What was typed');
            document.querySelector('main [name=on]').click();
            await click('Mail');
            await until('mail', () => document.title.startsWith('Mail'));
            history.back();
            await until('the form', () => document.querySelector('main [name=text]')?.value);
            return [...user, document.querySelector('main [name=text]').value, document.querySelector('main [name=on]').checked];
            """);
    assertThat(there)
        .containsExactly("Somebody else", "had@thoughts.example", "What was typed", false);
  }

  @Test
  void allThatIsWrongWithAFormIsSaidAtOnceAndNothingIsSent() {
    tab.open("broadcasts?new=1");
    tab.run(
        """
        const choose = (name, value) => {
          const field = document.querySelector(`main [name=${name}]`);
          field.value = value;
          field.dispatchEvent(new Event('change', {bubbles: true}));
        };
        await until('the form', () => document.querySelector('main [name=what]'));
        choose('what', 'json');
        choose('whom', 'topic');
        choose('times', 'cron');
        await until('the fields', () => document.querySelector('main [name=payload]') && document.querySelector('main [name=cron]') && document.querySelector('main [name=topic]'));
        fill('name', 'wrong often');
        fill('payload', '{"text": oops}');
        fill('topic', '');
        fill('cron', '0 99 * * *');
        fill('zone', 'Nowhere/Land');
        await click('Create');
        await until('all', () => [...document.querySelectorAll('main .field')].filter((one) => one.querySelector('[role=alert]')).map((one) => one.innerText).join().match(/Name[^]*is not JSON[^]*Topic[^]*hours to 23[^]*Time zone/));
        """);
    assertThat(client.get("/v1/broadcasts").items()).hasSize(1); // the one that is built in
    tab.open("mail?new=1");
    tab.run(
        """
        await until('the form', () => document.querySelector('main [name=subject]'));
        await click('Send');
        await until('what is missing, in its place', () => document.querySelectorAll('main .field [role=alert]').length === 3);
        fill('subject', 'There');
        await until('that it is there', () => document.querySelectorAll('main .field [role=alert]').length === 2);
        """);
    JsonObject template = new JsonObject().put("subject", "S").put("text", "T");
    client.put("/v1/templates/thoughts", template).hasStatus(200);
    tab.open("mail?new=1");
    tab.run(
        """
        const made = await until('the form', () => document.querySelector('main [name=made]'));
        made.value = 'template';
        made.dispatchEvent(new Event('change', {bubbles: true}));
        await until('the data', () => document.querySelector('main [name=data]') && document.querySelector('main [name=template] option:nth-child(2)'));
        fill('to', 'somebody@thoughts.example'); // all else is right
        document.querySelector('main [name=template]').value = 'thoughts';
        fill('topic', 'no topic');
        fill('data', '{oops}');
        await click('Send');
        await until('both', () => [...document.querySelectorAll('main .field [role=alert]')].length > 1 && text().includes('is not JSON'));
        """);
    assertThat(tab.browser().complaints()).allMatch(said -> said.contains("400"));
    assertThat(client.get("/v1/emails?template=thoughts").items()).isEmpty();
  }

  /** Whoever ended mail of a topic is not written to by leaving the topic out, whoever writes. */
  @Test
  void aMailThatWasSuppressedIsWrittenAgainAndWhoEndedItIsNamed() {
    JsonObject news = Client.mail("away@thoughts.example", "Sale").put("topic", "news");
    JsonObject away = new JsonObject().put("address", "away@thoughts.example").put("topic", "news");
    client.post("/v1/suppressions", away.put("reason", "on a boat")).hasStatus(200);
    String id = client.post("/v1/emails", news).hasStatus(202).json().getString("id");
    tab.open("mail/" + id);
    tab.run(
        """
        await until('its end', () => text().includes('Ended: suppressed') && text().includes('on a boat'));
        await click('Write it again');
        await until('the form', () => document.querySelector('main [name=text]')?.value === 'Text of Sale');
        await click('Send');
        await until('its end', () => !location.pathname.endsWith(args[0]) && text().includes('Ended: suppressed'));
        await click('suppressions');
        await click('Remove');
        (await until('the question', () => document.querySelector('dialog[open] .actions button'))).click();
        await until('it to be gone', () => text().includes('Nothing is suppressed'));
        const show = document.querySelector('main .filters:last-of-type select');
        show.value = 'true';
        show.dispatchEvent(new Event('change', {bubbles: true}));
        await until('who', () => document.querySelector('main tbody')?.innerText.match(/on a boat[^]*by admin[^]*by admin/));
        """,
        id);
    tab.see("suppressions-ended");
    JsonObject writer = new JsonObject().put("name", "thoughts-writer").put("role", "writer");
    String key = client.post("/v1/keys", writer).hasStatus(201).json().getString("key");
    tab.browser()
        .run("sessionStorage.clear(); sessionStorage.setItem('carillon.key', args[0]);", key);
    tab.open("mail/" + id);
    tab.run(
        """
        await click('Write it again');
        await until('the form', () => document.querySelector('main [name=topic]')?.value === 'news');
        if (document.querySelector('main [name=text]').value) throw new Error('it may not read what mail says');
        fill('text', 'Back from the boat?');
        await click('Send');
        await until('its end', () => text().includes('Ended: sent') && text().includes('news'));
        """);
  }

  @Test
  void theSearchAboveFindsUsersAndMailSideBySide() {
    String user = client.createUser("sam@thoughts.example", "Samphire Sam").getString("id");
    String mail =
        client
            .post("/v1/emails", Client.mail("sam@thoughts.example", "Samphire arrives"))
            .hasStatus(202)
            .json()
            .getString("id");
    tab.open("search?q=samphire");
    tab.run(
        """
        const shows = (what) => until(what, () => document.querySelector('main [aria-label=Users]')?.innerText.includes('Samphire Sam') && document.querySelector('main [aria-label=Mail]')?.innerText.includes('Samphire arrives'));
        const search = async (text) => {
          const field = document.querySelector('form[role=search] input');
          field.value = text;
          field.form.requestSubmit();
          await until('the page', () => document.querySelector('h1').innerText === `Search: ${text}`);
        };
        await shows('a word of both');
        await search('sam@thoughts.example');
        await shows('an address');
        await search(args[0]);
        await until('a user by the id', () => document.querySelector('main [aria-label=Users] a') && document.querySelector('main [aria-label=Mail]').innerText.includes('Nothing fits'));
        await search(args[1]);
        await until('a mail by the id', () => document.querySelector('main [aria-label=Mail] a') && document.querySelector('main [aria-label=Users]').innerText.includes('Nothing fits'));
        await search('nothing of the kind');
        await until('that there is none', () => document.querySelectorAll('main .rows .muted').length === 2);
        """,
        user,
        mail);
    assertThat(tab.browser().complaints()).allMatch(said -> said.contains("404"));
    String none = UUID.randomUUID().toString();
    tab.open("search?q=" + none);
    tab.run(
        "await until('that there is none', () => document.querySelectorAll('main .rows .muted').length === 2);");
    tab.seeOnPhone("search");
  }

  @Test
  void whoAsksBeforehandIsToldWhatWouldHappen() {
    client.send("POST", "/v1/faults/smtp-550?for=60s", null).hasStatus(200);
    JsonObject mail = Client.mail("dead@thoughts.example", "Dead");
    String id = client.post("/v1/emails", mail).hasStatus(202).json().getString("id");
    tab.open("mail/" + id);
    tab.run(
        """
        await until('its end', () => text().includes('Ended: dead') && text().includes('Broken on purpose now'));
        await click('Try again');
        const asked = await until('the question', () => document.querySelector('dialog[open]'));
        if (!asked.innerText.includes('smtp-550')) throw new Error(asked.innerText);
        asked.close();
        """);
    client.send("DELETE", "/v1/faults/smtp-550", null).hasStatus(200);
    String later = "2099-01-01T09:00:00Z";
    client
        .post("/v1/emails", Client.mail("later@thoughts.example", "For later").put("sendAt", later))
        .hasStatus(202);
    JsonObject over =
        Client.mail("over@thoughts.example", "Over").put("sendAt", "2020-01-01T09:00:00Z");
    String gone = client.post("/v1/emails", over).hasStatus(202).json().getString("id");
    tab.open("time");
    tab.run(
        "await until('what waits', () => document.querySelector('main tbody')?.innerText.includes('For later'));");
    tab.open("mail/" + gone);
    tab.run(
        "await until('what was asked for', () => text().includes('Due at once') && text().includes('2020-01-01'));");
  }
}
