package dev.carillon.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Browser;
import dev.carillon.e2e.harness.Smtp;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The inbox of the console, and what mails of strangers cannot do in it. */
@WithUp(
    value = {"CARILLON_OPEN_RATE_LIMIT=0", "CARILLON_LIVE_PRESENCE_GRACE=1s"},
    shared = true)
@ExtendWith(TabExtension.class)
class ConsoleInboxIT {
  /** Everything that a mail could try, and one thing that it may: a box that can be ticked. */
  private static final String WICKED =
      """
      Subject: Wicked {subject}
      Message-ID: <01a2053c-f08d-7000-9f43-db727cead178@test.example>
      Content-Type: multipart/mixed; boundary=m

      --m
      Content-Type: text/html; charset=utf-8

      <base href="https://evil.example/"><meta http-equiv="refresh" content="0;url={base}/console/users">
      <style>body { background: #ffe } a, button { display: block; width: 200px; height: 40px }</style>
      <script>parent.taken = 'script'; top.location = '{base}/console/users'</script>
      <script src="{base}/console/files/console.js"></script>
      <img src=x onerror="parent.taken = 'img'"><svg onload="top.taken = 'svg'"></svg>
      <img src="https://tracker.example/1.png">
      <link rel="stylesheet" href="{base}/console/files/console.css">
      <label>Fine <input type="checkbox" id="fine"></label>
      <form id="form" action="{base}/console/users" method="get" target="_top"><button id="send">Send</button></form>
      <a id="top" href="{base}/console/users" target="_top">Top</a>
      <a id="new" href="{base}/console/users" target="_blank">New</a>
      <a id="js" href="javascript:parent.taken = 'link'">Script</a>
      <iframe src="{base}/console"></iframe><object data="{base}/console"></object>
      --m
      Content-Type: image/svg+xml; name="picture.svg"
      Content-Disposition: attachment

      <svg xmlns="http://www.w3.org/2000/svg"><script>window.taken = 'file'</script></svg>
      --m--
      """;

  private final Tab tab;
  private final Up up;

  ConsoleInboxIT(Up up, Tab tab) {
    this.tab = tab;
    this.up = up;
  }

  private String base() {
    return "http://127.0.0.1:" + up.port();
  }

  private String id(String to) {
    return up.client()
        .get("/v1/inbox?to=" + to)
        .hasStatus(200)
        .items()
        .getJsonObject(0)
        .getString("id");
  }

  @Test
  void mailIsFoundReadMarkedAndDeletedAndNewMailComesToTheTop() {
    Smtp.send(up, "kay@box.example", "Subject: First\n\none text");
    Smtp.send(up, "kay@box.example", "Subject: Second\n\nanother text");
    Smtp.send(up, "lee@box.example", "Subject: Third\n\nanother text");
    tab.open("inbox?to=kay@box.example");
    tab.settle();
    tab.see("inbox-address");
    tab.seeOnPhone("inbox-address");
    JsonArray seen =
        tab.list(
            """
            const unread = () => document.querySelectorAll('.dot.new').length;
            const before = [unread(), text().includes('Third')];
            await click('Open the newest');
            await until('the mail', () => document.querySelector('pre[aria-label=Text]')?.innerText.trim() === 'another text');
            await until('it is read', () => unread() === 1);
            await click('Source');
            await until('the source', () => document.querySelector('pre[aria-label=Source]')?.innerText.includes('Subject: Second'));
            await click('Headers');
            await until('headers', () => [...document.querySelectorAll('td')].some((td) => td.innerText === 'Subject'));
            await click('Mark unread');
            await until('it is unread', () => unread() === 2);
            fill('q', 'one first');
            await until('one is left', () => text().includes('1 mail,') && location.search.includes('q=one'));
            return [...before, text().includes('Second')];
            """);
    assertThat(seen).containsExactly(2, false, false);
    Smtp.send(up, "kay@box.example", "Subject: First too\n\none text");
    tab.run(
        "await until('the new one', () => document.querySelector('.split .rows li b')?.innerText"
            + " === 'First too');");
    assertThat(up.client().get("/v1/inbox?to=kay@box.example&q=first").items()).hasSize(2);
    tab.run(
        """
        document.querySelector('.split .rows li a').click();
        await until('it is open', () => document.querySelector('section[aria-label="First too"]'));
        document.activeElement?.blur();
        """);
    tab.browser().press("d");
    tab.run(
        """
        await until('it is gone', () => !text().includes('First too'));
        await click('Delete all that match');
        const dialog = await until('the dialog', () => document.querySelector('dialog[open]'));
        if (!dialog.innerText.includes('every mail to kay@box.example with “one first”')) throw new Error(dialog.innerText);
        dialog.querySelector('.actions button').click();
        await until('nothing', () => text().includes('Nothing that arrived fits'));
        """);
    assertThat(up.client().get("/v1/inbox?to=kay@box.example").items()).hasSize(1);
    assertThat(tab.browser().complaints()).isEmpty();
  }

  @Test
  void aMailCanDoNothingButShowItself() {
    Smtp.send(
        up,
        "wicked@box.example",
        WICKED.replace("{base}", base()).replace("{subject}", Tab.HOSTILE));
    String at = "inbox?to=wicked@box.example&open=" + id("wicked@box.example");
    tab.open(at);
    tab.run(
        "await until('the frame', () => document.querySelector('iframe.frame')); await new"
            + " Promise((done) => setTimeout(done, 500));");
    tab.see("inbox-html");
    tab.seeOnPhone("inbox-html");
    Browser browser = tab.browser();
    assertThat(onPhone()).as("the mail in place of the list").isEqualTo("false true");
    browser.frame("iframe.frame");
    assertThat(browser.run("return document.querySelector('#fine').checked;")).isEqualTo(false);
    browser.click("#fine");
    assertThat(browser.run("return document.querySelector('#fine').checked;"))
        .as("clicks do arrive")
        .isEqualTo(true);
    for (String link : List.of("#send", "#top", "#new", "#js")) {
      browser.click(link);
    }
    JsonArray within =
        (JsonArray)
            browser.run(
                """
                let stored = 'nothing', above = 'nothing';
                try { stored = sessionStorage.length; } catch (e) { stored = e.name; }
                try { above = top.document.title; } catch (e) { above = e.name; }
                return [stored, above, self.origin, getComputedStyle(document.body).backgroundColor, document.querySelector('img').naturalWidth];
                """);
    assertThat(within)
        .containsExactly("SecurityError", "SecurityError", "null", "rgb(255, 255, 238)", 0);
    browser.frame(null);
    JsonArray after =
        tab.list(
            """
            const frame = document.querySelector('iframe.frame');
            return [frame.getAttribute('sandbox'), frame.contentDocument === null, window.taken ?? 'nothing', location.pathname, sessionStorage.getItem('carillon.key').length > 9, document.title];
            """);
    assertThat(after)
        .containsExactly("", true, "nothing", "/console/inbox", true, "Inbox · Carillon");
    assertThat(browser.complaints())
        .as("what is forbidden is forbidden to the mail, and to nothing else")
        .allMatch(said -> said.contains("/inbox/view/") || said.contains("sandboxed"));
    aFileOfItIsSavedAndNotShown();
  }

  private void aFileOfItIsSavedAndNotShown() {
    JsonArray saved =
        tab.list(
            """
            await click('Files (1)');
            await until('the file', () => text().includes('picture.svg'));
            let blob; const real = URL.createObjectURL;
            URL.createObjectURL = (given) => { blob = given; return real(given); };
            await click('Save');
            await until('it is saved', () => blob);
            return [blob.type, window.taken ?? 'nothing', location.pathname];
            """);
    assertThat(saved).containsExactly("application/octet-stream", "nothing", "/console/inbox");
    tab.see("inbox-files");
    tab.browser().complaints();
  }

  @Test
  void remotePicturesAreLoadedOnlyWhenAPersonSaysSo() {
    String mail =
        "Subject: Far\nContent-Type: text/html\n\n<img src=\"https://far.example/a.png\">";
    Smtp.send(up, "far@box.example", mail);
    tab.open("inbox?to=far@box.example&open=" + id("far@box.example"));
    JsonArray frames =
        tab.list(
            """
            const real = window.fetch, asked = [];
            window.fetch = (path, options) => { asked.push(path.replace(/.*\\?/, '')); return real(path, options); };
            const first = (await until('the frame', () => document.querySelector('iframe.frame'))).src;
            document.querySelector('input[type=checkbox]').click();
            const second = (await until('another', () => document.querySelector('iframe.frame') && document.querySelector('iframe.frame').src !== first && document.querySelector('iframe.frame'))).src;
            await new Promise((done) => setTimeout(done, 500));
            return [asked.filter((path) => path.startsWith('remote')).at(-1), (await real(first)).status, (await real(second)).status];
            """);
    assertThat(frames)
        .as("an address is good for one look")
        .containsExactly("remote=true", 404, 404);
    tab.browser().complaints();
  }

  /** Whether the list is shown on a phone, and a way back to it. */
  private String onPhone() {
    tab.browser().wide(390);
    Object shown =
        tab.run(
            "const is = (what) => getComputedStyle(document.querySelector(what)).display !== 'none';"
                + " return is('[aria-label=Mails]') + ' ' + is('.narrow');");
    tab.browser().wide(0);
    return shown.toString();
  }

  /** A mail of the inbox as the API tells it. */
  private JsonObject told(String to) {
    return up.client().get("/v1/inbox/" + id(to)).hasStatus(200).json();
  }

  @Test
  void whatControlsAndTurnsIsShownAsText() {
    String wild = "\u202eevil\u2066 \u0007\u001b[31m " + "W".repeat(3_000);
    Smtp.send(up, "wild@box.example", "Subject: " + wild + "\nX-Wild: " + wild + "\n\n" + wild);
    assertThat(told("wild@box.example").getString("text")).contains("\u202eevil");
    tab.open("inbox?to=wild@box.example&open=" + id("wild@box.example"));
    tab.run("await until('the text', () => document.querySelector('pre[aria-label=Text]'));");
    tab.seeOnPhone("inbox-wild");
    tab.run("await click('Headers'); await until('headers', () => text().includes('X-Wild'));");
    tab.seeOnPhone("inbox-wild-headers");
    assertThat(tab.browser().complaints()).isEmpty();
  }
}
