package io.tappass.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.host.apply.SandboxSite;
import io.tappass.provider.TargetVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostFileTest {
  private static final String GOOD =
      """
      {"schema":"tappass.host.v1","host":"host-1","data":"/var/lib/tappass","run":"/run/tappass",
       "hook_client":"/usr/lib/tappass/tappass-hook","poll_seconds":2,
       "store":"https://bucket.example/","enrolments":"https://c.example/e",
       "read_credential":{"access_key_id":"AK","secret_key":"SK","region":"r"},
       "receipts":"https://c.example/r",
       "sandboxes":[{"sandbox":"refund-1","workspace":"/srv/refund","home":"/home/refund",
         "places":{"claude-code.managed":"/etc/claude-code"},
         "versions":{"claude-code":"2.1.330","landlock":"99"}}]}
      """;

  @TempDir Path folder;

  private HostFile read(String text) throws IOException {
    return HostFile.read(Files.writeString(folder.resolve("host.json"), text));
  }

  @Test
  void a_file_says_where_to_work_and_for_whom() throws Exception {
    HostFile file = read(GOOD);
    assertThat(file.config().poll()).isEqualTo(Duration.ofSeconds(2));
    assertThat(file.credential().orElseThrow().region()).isEqualTo("r");
    SandboxSite site = file.config().sites().getFirst();
    assertThat(site.host().hookSocket()).isEqualTo("/run/tappass/refund-1.sock");
    assertThat(site.host().generation()).isEqualTo("/var/lib/tappass/sandboxes/refund-1/current");
    assertThat(site.versions().get("claude-code")).isEqualTo(TargetVersion.parse("2.1.330"));
    assertThat(site.versions().get("landlock")).isNotEqualTo(TargetVersion.parse("99"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "host.v1|host.v2",
        "/var/lib/tappass|var/lib/tappass",
        "/srv/refund|/srv/../etc",
        "refund-1|Refund/1",
        "`\"poll_seconds\":2`|`\"poll_seconds\":0`",
        "`\"poll_seconds\":2`|`\"poll_seconds\":100000`",
        "2.1.330|latest",
        "`\"host\":\"host-1\"`|`\"host\":\"host-1\",\"more\":1`",
        "`\"host\":\"host-1\"`|`\"host\":\"host-1\",\"host\":\"host-2\"`",
        "`\"region\":\"r\"`|`\"region\":\"r\",\"x\":\"y\"`",
        "https://c.example/e|`not a uri`"
      })
  void one_wrong_thing_refuses_the_file(String from, String to) {
    assertThat(GOOD).contains(from);
    assertThatThrownBy(() -> read(GOOD.replace(from, to)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("host.json");
  }
}
