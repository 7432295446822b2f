package io.tappass.policy.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArgumentRolesTest {
  private static final CallContext CONTEXT = CallContext.lexical("/work/a", "/work", "/home/a");

  private static Translation translate(String spelling, String args, CallContext context)
      throws CatalogueException {
    return Catalogue.of(Tools.all()).translate("claude-code", spelling, Tools.json(args), context);
  }

  private static String one(String argument, String value) {
    return JsonText.compact(JsonValue.object().put(argument, value).build());
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/passwd, /etc/passwd",
    "notes.txt, /work/a/notes.txt",
    "./notes.txt, /work/a/notes.txt",
    "../b//c/., /work/b/c",
    "../../../../etc/shadow, /etc/shadow",
    "/work/a/../../etc/shadow, /etc/shadow",
    "/etc/passwd/, /etc/passwd",
    "/, /",
    "a b, /work/a/a b"
  })
  void aPathIsMadeAbsolute(String written, String path) throws Exception {
    Call call = (Call) translate("Read", one("file_path", written), CONTEXT);

    assertThat(call.paths()).containsExactly(path);
  }

  @Test
  void aFileCallWithoutAPathIsAboutTheDirectoryItStandsIn() throws Exception {
    assertThat(((Call) translate("Read", "{}", CONTEXT)).paths()).containsExactly("/work/a");
    assertThat(((Call) translate("Read", "{\"in\": \"/srv\"}", CONTEXT)).paths())
        .containsExactly("/srv");
  }

  @Test
  void relativePathsStartFromTheDirectoryTheCallNames() throws Exception {
    String args = "{\"in\": \"/srv\", \"file_path\": \"x\", \"more\": [\"y\", \"/z\", \"y\"]}";
    Call call = (Call) translate("Read", args, CONTEXT);

    assertThat(call.paths()).containsExactly("/srv/x", "/srv/y", "/z");
    assertThat(call.cwd()).isEqualTo("/srv");
  }

  @Test
  void aLinkIsFollowed() throws Exception {
    var context =
        new CallContext(
            "/work", "/work", "/home/a", path -> path.equals("/work/link") ? "/etc/shadow" : path);

    assertThat(((Call) translate("Read", one("file_path", "link"), context)).paths())
        .containsExactly("/etc/shadow");
  }

  @Test
  void aPathThatMeansAnotherFileWhenLinksGoFirstIsAmbiguous() throws Exception {
    // The kernel follows /work/link to /etc/ssl and then goes up; many programs go up first.
    var context =
        new CallContext(
            "/work",
            "/work",
            "/home/a",
            path -> path.equals("/work/link/../shadow") ? "/etc/shadow" : path);

    assertThat(code(translate("Read", one("file_path", "link/../shadow"), context)))
        .isEqualTo(CallRefusal.Code.AMBIGUOUS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"~/.ssh/id_rsa", "~root/x", "~", "file:///etc/passwd", "FILE:/etc/passwd"})
  void aPathThatIsMoreThanOneThingIsAmbiguous(String path) throws Exception {
    assertThat(code(translate("Read", one("file_path", path), CONTEXT)))
        .isEqualTo(CallRefusal.Code.AMBIGUOUS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0000b", "a\nb"})
  void aPathThatNamesNothingIsRefused(String path) throws Exception {
    assertThat(code(translate("Read", one("file_path", path), CONTEXT)))
        .isEqualTo(CallRefusal.Code.ARGS_INVALID);
    assertThat(code(translate("Read", one("file_path", "a".repeat(5_000)), CONTEXT)))
        .isEqualTo(CallRefusal.Code.ARGS_INVALID);
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.stripe.com/v1/refunds, api.stripe.com",
    "HTTPS://API.Stripe.COM./x, api.stripe.com",
    "http://api.stripe.com:8080?x=@y, api.stripe.com",
    "https://b\u00fccher.example/, xn--bcher-kva.example",
    "https://\uff41pi.example/, api.example",
    "http://127.0.0.1:80/, 127.0.0.1"
  })
  void theHostOfAUrlIsNormal(String url, String host) throws Exception {
    assertThat(((Call) translate("WebFetch", one("url", url), CONTEXT)).hosts())
        .containsExactly(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://good.example@evil.example/",
        "https://good.example\\@evil.example/",
        "https://good.example\\.evil.example/",
        "https://good%2eexample/",
        "https://good.example:/",
        " https://good.example/",
        "https://good.example/ x",
        "https://good.\texample/"
      })
  void aUrlThatTwoReadersReadDifferentlyIsAmbiguous(String url) throws Exception {
    assertThat(code(translate("WebFetch", one("url", url), CONTEXT)))
        .isEqualTo(CallRefusal.Code.AMBIGUOUS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://good.example/",
        "file:///etc/passwd",
        "//good.example/",
        "good.example",
        "https:///x",
        "https://[::1]/",
        "https://127.1/",
        "https://0x7f.0.0.1/",
        "https://2130706433/",
        "https://127.0.0.1.:443.x/",
        "https://017.0.0.1/",
        "https://good.example:0/",
        "https://good.example:65536/",
        "https://good..example/",
        "https://fa\u00df.example/",
        "https://-a.example/"
      })
  void aUrlWithoutAHostInNormalFormIsRefused(String url) throws Exception {
    assertThat(code(translate("WebFetch", one("url", url), CONTEXT)))
        .isEqualTo(CallRefusal.Code.ARGS_INVALID);
  }

  @Test
  void aHostMayHaveAPortAndACommandIsTaken() throws Exception {
    assertThat(((Call) translate("WebFetch", one("host", "DB.example:5432"), CONTEXT)).hosts())
        .containsExactly("db.example");
    assertThat(((Call) translate("Bash", one("command", "ls -la"), CONTEXT)).command())
        .isEqualTo("ls -la");
    assertThat(code(translate("Bash", one("command", ""), CONTEXT)))
        .isEqualTo(CallRefusal.Code.ARGS_INVALID);
    assertThat(List.of(ToolKind.SHELL))
        .contains(((Call) translate("Bash", one("command", "x"), CONTEXT)).kind());
  }

  private static CallRefusal.Code code(Translation translation) {
    return ((CallRefusal) translation).code();
  }
}
