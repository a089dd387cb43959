package dev.authbeat.spring;

import com.atlassian.connect.spring.AtlassianHostRestClients;
import com.atlassian.connect.spring.AtlassianHostUser;
import com.atlassian.connect.spring.ContextJwt;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A panel whose script calls the app's API with the token that the page came with, as the starter's guide has it. */
@RestController
public class PanelController {
    @Value("classpath:foo.html")
    private Resource page;

    @Autowired
    private AtlassianHostRestClients clients;

    @GetMapping(value = "/foo.html", produces = "text/html;charset=UTF-8")
    public String page(Model model) throws java.io.IOException {
        return new String(page.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
            .replace("${atlassianConnectToken}", String.valueOf(model.getAttribute("atlassianConnectToken")))
            .replace("${atlassianConnectAllJsUrl}", String.valueOf(model.getAttribute("atlassianConnectAllJsUrl")));
    }

    @ContextJwt
    @GetMapping("/api/me")
    public Map<String, String> me(@AuthenticationPrincipal AtlassianHostUser user) {
        return Map.of("account", user.getUserAccountId().orElse("anonymous"));
    }

    @ContextJwt
    @GetMapping("/heartbeat")
    public Map<String, Object> heartbeat(Model model) {
        return Map.of("token", model.getAttribute("atlassianConnectToken"));
    }

    @ContextJwt
    @GetMapping("/api/myself")
    public String myself() {
        return clients.authenticatedAsAddon().getForObject("/rest/api/3/myself", String.class);
    }
}
