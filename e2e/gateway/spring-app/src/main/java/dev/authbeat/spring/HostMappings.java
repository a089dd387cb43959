package dev.authbeat.spring;

import com.atlassian.connect.spring.AtlassianHostMapping;
import com.atlassian.connect.spring.AtlassianHostMappingRepository;
import org.springframework.stereotype.Component;

/** Which tenant a Forge installation belongs to. The starter asks for it, and this app has none. */
@Component
class HostMappings extends InMemory<AtlassianHostMapping> implements AtlassianHostMappingRepository {
    HostMappings() {
        super(AtlassianHostMapping::getInstallationId);
    }

    @Override
    public long deleteByClientKey(String clientKey) {
        var mapped = stream().filter(mapping -> clientKey.equals(mapping.getClientKey())).toList();
        deleteAll(mapped);
        return mapped.size();
    }
}
