package dev.carillon.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody new does with nothing but a browser: from the first click to the last. */
@WithUp(
    value = {"CARILLON_OPEN_RATE_LIMIT=0", "CARILLON_LIVE_PRESENCE_GRACE=1s"},
    shared = true)
@ExtendWith(TabExtension.class)
class ByClickingIT {
  /** Says yes in the dialog that is open. */
  private static final String YES =
      "(await until('the question', () => document.querySelector('dialog[open] .actions button'))).click();";

  private final Tab tab;
  private final Up up;

  ByClickingIT(Up up, Tab tab) {
    this.tab = tab;
    this.up = up;
  }

  @Test
  void aMailIsWrittenRefusedTriedAgainAndFoundInTheInbox() {
    tab.open("break");
    tab.run(
        """
        const length = await until('how long', () => document.querySelector('main select'));
        length.value = '60s';
        length.dispatchEvent(new Event('change', {bubbles: true}));
        await new Promise(requestAnimationFrame);
        await click('Break smtp-550');
        await until('it', () => document.querySelector('[role=timer]'));
        """);
    tab.open("mail?new=1");
    tab.run(
        """
        await until('the form', () => document.querySelector('main [name=subject]'));
        fill('to', 'eve@clicks.example');
        fill('subject', 'By clicking');
        fill('text', 'It was written in a browser.');
        await click('Send');
        await until('its end', () => text().includes('Ended: dead'));
        await until('why', () => text().includes('Told to refuse mail for good'));
        await until('the cause', () => text().includes('Broken on purpose now: smtp-550'));
        """);
    tab.see("mail-dead");
    tab.seeOnPhone("mail-dead");
    tab.run(
        """
        await click('Break it');
        await until('the faults', () => document.querySelector('.fault'));
        [...document.querySelectorAll('button')].find((b) => b.innerText === 'End smtp-550')?.click(); // its time may be over
        await until('it to be mended', () => [...document.querySelectorAll('button')].some((b) => b.innerText === 'Break smtp-550'));
        history.back();
        await until('the cause to be gone', () => text().includes('Nothing is broken on purpose now'));
        await click('Try again');
        await until('its end', () => text().includes('Sent on attempt 2'));
        await until('what it was', () => text().includes('On purpose, smtp-550 (by admin) was broken when it failed, until'));
        await click('in the inbox');
        await until('the mail', () => document.title.startsWith('Inbox') && text().includes('By clicking') && text().includes('eve@clicks.example'));
        """);
    JsonArray arrived = up.client().get("/v1/inbox?to=eve@clicks.example").hasStatus(200).items();
    assertThat(arrived).hasSize(1);
  }

  @Test
  void aUserIsMadeDeactivatedBroughtBackAndErased() {
    tab.open("users?new=1");
    tab.run("await until('the form', () => document.querySelector('main [name=email]'));");
    tab.see("user-new");
    tab.run(
        """
        fill('name', 'Cleo Clicks');
        fill('email', 'cleo@clicks.example');
        await click('Create');
        await until('the user', () => location.pathname.length > '/console/users/'.length && text().includes('cleo@clicks.example'));
        await until('the welcome mail', () => document.querySelector('[aria-label="Latest mail"] li a'));
        await click('Deactivate');
        (await until('the question', () => document.querySelector('dialog[open] .actions button'))).click();
        await until('it', () => document.querySelector('main .head').innerText.includes('inactive'));
        await click('Reactivate');
        await until('it', () => !document.querySelector('main .head').innerText.includes('inactive'));
        """);
    String id = (String) tab.run("return location.pathname.split('/').at(-1);");
    tab.run(
        """
        await click('Erase');
        const dialog = await until('the question', () => document.querySelector('dialog[open]'));
        const yes = dialog.querySelector('.actions button');
        if (!yes.disabled) throw new Error('it can be erased without the address');
        const field = dialog.querySelector('input');
        field.value = 'cleo@clicks.example';
        field.dispatchEvent(new Event('input', {bubbles: true}));
        await until('the button', () => !yes.disabled);
        yes.click();
        await until('the list', () => location.pathname === '/console/users');
        """);
    up.client().get("/v1/users/" + id).hasStatus(404);
  }

  /**
   * An address that is taken leads to who has it; what the mail search cannot find says where to
   * look.
   */
  @Test
  void whoHasAnAddressAlreadyIsShown() {
    up.client().createUser("taken@clicks.example", "Tara Taken");
    up.client()
        .post("/v1/emails", Client.mail("sue@clicks.example", "Zebra crossing"))
        .hasStatus(202);
    tab.open("users?new=1");
    tab.run(
        """
        await until('the form', () => document.querySelector('main [name=email]'));
        fill('name', 'Another');
        fill('email', 'taken@clicks.example');
        await click('Create');
        await click('Show who has it');
        await until('who has it', () => document.querySelector('main [name=q]').value === 'taken@clicks.example' && document.querySelector('main tbody')?.innerText.includes('Tara Taken'));
        fill('q', 'Zebra');
        await click('Find mail by this subject');
        await until('the mail', () => document.querySelector('main tbody')?.innerText.includes('sue@clicks.example'));
        """);
  }

  @Test
  void mailIsFoundByEachOfTheFilters() {
    JsonObject text = new JsonObject().put("subject", "Bill").put("text", "42");
    up.client().put("/v1/templates/clicked", text).hasStatus(200);
    JsonObject templated =
        new JsonObject()
            .put("to", new JsonObject().put("email", "tim@clicks.example"))
            .put("template", "clicked")
            .put("data", new JsonObject());
    up.client().post("/v1/emails", templated).hasStatus(202);
    up.client().post("/v1/emails", Client.mail("una@clicks.example", "Plain")).hasStatus(202);
    tab.open("mail");
    tab.run(
        """
        const choose = (label, value) => {
          const field = [...document.querySelectorAll('main .field')].find((one) => one.innerText.startsWith(label)).querySelector('input, select');
          field.value = value;
          field.dispatchEvent(new Event('change', {bubbles: true}));
        };
        const only = (what, one, other) => until(what, () => document.querySelector('main tbody')?.innerText.includes(one) && !document.querySelector('main tbody').innerText.includes(other));
        await until('both', () => text().includes('tim@clicks.example') && text().includes('una@clicks.example'));
        choose('Template', 'clicked');
        await only('by template', 'tim@clicks', 'una@clicks');
        choose('Template', '');
        await until('both', () => text().includes('tim@clicks.example') && text().includes('una@clicks.example'));
        choose('A piece of the subject', 'pLAi');
        await only('by its subject', 'una@clicks', 'tim@clicks');
        choose('A piece of the subject', '');
        await until('both', () => text().includes('tim@clicks.example') && text().includes('una@clicks.example'));
        choose('To (an address)', 'una@clicks.example');
        await only('by address', 'una@clicks', 'tim@clicks');
        choose('State', 'sent');
        await only('by state too', 'una@clicks', 'tim@clicks');
        choose('State', 'dead');
        await until('none', () => text().includes('No mail fits these filters'));
        await click('Clear them');
        await until('both', () => text().includes('tim@clicks.example') && text().includes('una@clicks.example'));
        choose('Accepted before', '2020-01-01T00:00');
        await until('none', () => text().includes('No mail fits these filters'));
        await click('Clear them');
        choose('Accepted from', '2020-01-01T00:00');
        await until('both', () => text().includes('tim@clicks.example') && text().includes('una@clicks.example'));
        """);
  }

  @Test
  void aBroadcastIsMadeSaysSomethingElseAndTellsWhatItSaid() {
    tab.open("broadcasts?new=1");
    tab.run("await until('the form', () => document.querySelector('main [name=every]'));");
    tab.see("broadcast-new");
    tab.run(
        """
        fill('name', 'clicked');
        fill('text', 'First <b>words</b>');
        fill('every', 'soon');
        await click('Create');
        await until('a word at the field', () => document.querySelector('.field [role=alert]'));
        fill('every', '1d');
        await click('Create');
        await until('it', () => location.pathname.endsWith('/clicked'));
        await click('Run now');
        %s
        await until('the run', () => text().includes('run by hand by admin'));
        await click('Change');
        await until('the form', () => document.querySelector('main [name=text]'));
        fill('text', 'Other words');
        await click('Save');
        await until('the change', () => !document.querySelector('main [name=text]'));
        await until('what it had said', () => document.querySelector('[aria-label="Last runs"]').innerText.includes('First <b>words</b>'));
        """
            .formatted(YES));
    tab.see("broadcast");
    tab.seeOnPhone("broadcast");
    tab.run(
        """
        await click('Switch off');
        await until('it to be off', () => text().includes('Switch on'));
        await click('Delete');
        %s
        await until('the list', () => location.pathname === '/console/broadcasts');
        """
            .formatted(YES));
    up.client().get("/v1/broadcasts/clicked").hasStatus(404);
  }

  @Test
  void aBroadcastForATopicGoesAtTimesOrByHand() {
    tab.open("broadcasts?new=1");
    tab.run(
        """
        const choose = async (label, value) => {
          const field = (await until(label, () => [...document.querySelectorAll('main .field')].find((one) => one.innerText.startsWith(label)))).querySelector('select');
          field.value = value;
          field.dispatchEvent(new Event('change', {bubbles: true}));
          await new Promise(requestAnimationFrame);
        };
        await choose('What it says', 'json');
        await choose('Told to', 'topic');
        await choose('When', 'cron');
        await until('the fields', () => document.querySelector('main [name=zone]') && document.querySelector('main [name=topic]'));
        """);
    tab.see("broadcast-times");
    tab.run(
        """
        fill('name', 'at-times');
        fill('payload', '{"news": [1, 2]}');
        fill('topic', 'orders.eu');
        fill('cron', '0 9 * *');
        fill('zone', 'Europe/Zurich');
        document.querySelector('main [name=on]').click();
        await click('Create');
        await until('a word at the field', () => document.querySelector('.field [role=alert]'));
        fill('cron', '0 9 * * 1-5');
        await click('Create');
        await until('it', () => location.pathname.endsWith('/at-times') && text().includes('at 09:00, Monday to Friday (Europe/Zurich)') && text().includes('by admin'));
        """);
    JsonObject made = up.client().get("/v1/broadcasts/at-times").hasStatus(200).json();
    assertThat(made.getBoolean("enabled")).isFalse();
    assertThat(made.getString("topic")).isEqualTo("orders.eu");
    assertThat(made.getString("changedAt")).isNotNull();
    tab.open("broadcasts?new=1");
    tab.run(
        """
        await until('the form', () => document.querySelector('main [name=every]'));
        fill('name', 'at-times');
        fill('text', 'Over it');
        await click('Create');
        await until('that it is there', () => text().includes('There is a broadcast of this name'));
        """);
  }

  @Test
  void theFormsOfATemplateAndOfARuleAreSeenByAxe() {
    tab.lookAt("templates?new=1", "template-new");
    tab.lookAt("live?rule=new", "rule-new");
    tab.seeOnPhone("rule-new");
  }

  /** Whoever may listen to some topics has the page for them. */
  @Test
  void aKeyOfSomeTopicsListensToThem() {
    JsonObject rule =
        new JsonObject()
            .put("subscribe", new JsonArray().add("reader"))
            .put("publish", new JsonArray().add("writer"));
    assertThat(up.client().put("/v1/topic-rules/clicks.*", rule).status()).isLessThan(300);
    JsonObject wanted =
        new JsonObject()
            .put("name", "only-clicks")
            .put("scopes", new JsonArray().add("live:subscribe:clicks.*"));
    String key = up.client().post("/v1/keys", wanted).hasStatus(201).json().getString("key");
    tab.browser()
        .run("sessionStorage.clear(); sessionStorage.setItem('carillon.key', args[0]);", key);
    tab.open("live/clicks.one");
    tab.run("await until('it listens', () => text().includes('since this page was opened'));");
    up.client()
        .post("/v1/topics/clicks.one/messages", new JsonObject().put("data", "heard it"))
        .hasStatus(200);
    tab.run("await until('it is heard', () => text().includes('heard it'));");
  }

  /** What a key may not do is not drawn as if it could. */
  @Test
  void aReaderSeesNoButtonThatWouldBeRefused() {
    JsonObject wanted = new JsonObject().put("name", "only-reads").put("role", "reader");
    String key = up.client().post("/v1/keys", wanted).hasStatus(201).json().getString("key");
    tab.browser().run("sessionStorage.clear();");
    tab.open("keys");
    tab.run("await until('the gate', () => document.querySelector('input[name=key]'));");
    tab.see("gate");
    tab.seeOnPhone("gate");
    tab.run(
        """
        const field = document.querySelector('input[name=key]');
        field.value = args[0];
        await click('Enter');
        await until('a page that it may see', () => document.title === 'Overview · Carillon');
        """,
        key);
    for (String view :
        List.of("mail", "mail?state=dead", "users", "templates", "broadcasts", "holds/pauses")) {
      tab.open(view);
      tab.settle();
      JsonArray offered =
          tab.list(
              "return [...document.querySelectorAll('main button, main .actions a')].map((b) => b.innerText);");
      assertThat(offered.stream().map(String::valueOf).toList())
          .as("what is offered on " + view)
          .doesNotContainAnyElementsOf(
              List.of(
                  "Send a mail",
                  "New user",
                  "New template",
                  "New broadcast",
                  "Pause",
                  "Try them again"));
    }
    assertThat((String) tab.run("return document.querySelector('.side').innerText;"))
        .contains("Mail", "Users", "Broadcasts")
        .doesNotContain("Keys", "Cluster", "Tasks", "Parked", "Break it", "Time machine", "Inbox");
  }
}
