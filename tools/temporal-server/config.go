package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"os"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/common/primitives"
	sqliteschema "go.temporal.io/server/schema/sqlite"
	"go.temporal.io/server/temporal"
	"google.golang.org/protobuf/types/known/durationpb"
)

const clusterName = "active"

// buildServerOptions prepares the database and describes the four services to the server.
func buildServerOptions(options *options, logger log.Logger) ([]temporal.ServerOption, error) {
	database, err := prepareDatabase(options)
	if err != nil {
		return nil, err
	}
	services, err := buildServices(options)
	if err != nil {
		return nil, err
	}
	address := fmt.Sprintf("%s:%d", options.ip, options.port)
	configuration := &config.Config{
		Persistence: config.Persistence{
			DefaultStore:     sqlite.PluginName,
			VisibilityStore:  sqlite.PluginName,
			NumHistoryShards: 1,
			DataStores:       map[string]config.DataStore{sqlite.PluginName: {SQL: database}},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        clusterName,
			CurrentClusterName:       clusterName,
			ClusterInformation: map[string]cluster.ClusterInformation{
				clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: address},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services:            services,
		Archival: config.Archival{
			History:    config.HistoryArchival{State: "disabled"},
			Visibility: config.VisibilityArchival{State: "disabled"},
		},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: "disabled"},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: "disabled"},
		}},
		PublicClient: config.PublicClient{HostPort: address},
	}
	claims, err := authorization.GetClaimMapperFromConfig(&configuration.Global.Authorization, logger)
	if err != nil {
		return nil, fmt.Errorf("could not set up access: %w", err)
	}
	dynamic := dynamicconfig.StaticClient{
		// It would call home, and Nexus would want a port of its own.
		"frontend.enableServerVersionCheck": false,
		"system.enableNexus":                false,
	}
	for key, value := range options.dynamicConfig {
		dynamic[dynamicconfig.Key(key)] = value
	}
	return []temporal.ServerOption{
		temporal.WithConfig(configuration),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithLogger(logger),
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return claims }),
		temporal.WithDynamicConfigClient(dynamic),
		temporal.WithStaticHosts(listHosts(options, services)),
	}, nil
}

// prepareDatabase creates schema and namespaces where they are missing and leaves what is there alone.
func prepareDatabase(options *options) (*config.SQL, error) {
	database := &config.SQL{PluginName: sqlite.PluginName}
	if options.databaseFile == "" {
		database.DatabaseName = fmt.Sprintf("memory-%d", rand.Uint64())
		database.ConnectAttributes = map[string]string{"mode": "memory", "cache": "shared"}
	} else {
		database.DatabaseName = options.databaseFile
		// A commit waits for the operating system, not for the disk: it survives the death of any process, and the
		// write-ahead log is many times faster than a journal that is flushed twice for each commit.
		database.ConnectAttributes = map[string]string{"mode": "rwc", "journal_mode": "wal", "synchronous": "normal"}
		if err := createSchema(options.databaseFile, database); err != nil {
			return nil, err
		}
	}
	var namespaces []*sqliteschema.NamespaceConfig
	for _, name := range append([]string{"default"}, options.namespaces...) {
		namespace, err := sqliteschema.NewNamespaceConfig(clusterName, name, false, maps.Clone(options.searchAttributes))
		if err != nil {
			return nil, fmt.Errorf("namespace %s: %w", name, err)
		}
		namespace.Detail.Config.Retention = durationpb.New(options.retention)
		namespaces = append(namespaces, namespace)
	}
	if err := sqliteschema.CreateNamespaces(database, namespaces...); err != nil {
		return nil, fmt.Errorf("could not create the namespaces in %s: %w", database.DatabaseName, err)
	}
	return database, nil
}

// createSchema builds a new database beside its final name and moves it there whole, so that an interrupted first
// start leaves no half of a schema behind.
func createSchema(file string, database *config.SQL) error {
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	unfinished := *database
	unfinished.DatabaseName = file + ".new"
	unfinished.ConnectAttributes = map[string]string{"mode": "rwc"}
	if err := os.Remove(unfinished.DatabaseName); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("could not remove an unfinished database: %w", err)
	}
	if err := sqliteschema.SetupSchema(&unfinished); err != nil {
		return fmt.Errorf("could not create the schema: %w", err)
	}
	return os.Rename(unfinished.DatabaseName, file)
}

// buildServices gives the frontend its port and the other services free ones.
func buildServices(options *options) (map[string]config.Service, error) {
	services := map[string]config.Service{}
	for _, name := range temporal.DefaultServices {
		// Held until all are chosen, so that no two services are given the same port.
		grpc, err := net.Listen("tcp", net.JoinHostPort(options.ip, "0"))
		if err != nil {
			return nil, fmt.Errorf("no free port on %s: %w", options.ip, err)
		}
		defer grpc.Close()
		service := config.Service{RPC: config.RPC{GRPCPort: grpc.Addr().(*net.TCPAddr).Port, BindOnIP: options.ip}}
		if name == "frontend" {
			service.RPC.GRPCPort = options.port
		}
		services[name] = service
	}
	return services, nil
}

// listHosts says where each service is, once and for all. Members that had to find each other would look for those of the
// server before this one, which the database still names, and a restart would take most of a minute.
func listHosts(options *options, services map[string]config.Service) map[primitives.ServiceName]static.Hosts {
	hosts := map[primitives.ServiceName]static.Hosts{}
	for name, service := range services {
		hosts[primitives.ServiceName(name)] = static.SingleLocalHost(fmt.Sprintf("%s:%d", options.ip, service.RPC.GRPCPort))
	}
	return hosts
}
