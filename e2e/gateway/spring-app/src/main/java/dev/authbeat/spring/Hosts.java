package dev.authbeat.spring;

import com.atlassian.connect.spring.AtlassianHost;
import com.atlassian.connect.spring.AtlassianHostRepository;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The tenants of the app. */
@Component
class Hosts extends InMemory<AtlassianHost> implements AtlassianHostRepository {
    Hosts() {
        super(AtlassianHost::getClientKey);
    }

    @Override
    public Optional<AtlassianHost> findFirstByBaseUrlOrderByLastModifiedDateDesc(String baseUrl) {
        return stream().filter(host -> baseUrl.equals(host.getBaseUrl())).findFirst();
    }
}
