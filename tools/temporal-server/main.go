// Command temporal-server runs a whole Temporal server with its web UI in one process, on SQLite and on loopback.
//
// It exists for machines on which neither the Temporal CLI nor a download of it is to be had but Go is: it takes the
// flags of `temporal server start-dev` that Regulars and the Temporal SDKs' test environments use, so that one
// launcher starts either. Data in --db-filename survives a restart; without it everything is in memory. SIGINT, SIGTERM
// and, with --stop-on-stdin-close, the end of its parent stop it cleanly.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	uiserver "github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	uioptions "github.com/temporalio/ui-server/v2/server/server_options"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/temporal"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

const stopTimeout = 3 * time.Second

// options are the command line's: see the flags' own descriptions.
type options struct {
	ip               string
	port             int
	uiPort           int
	headless         bool
	databaseFile     string
	namespaces       []string
	searchAttributes map[string]enums.IndexedValueType
	dynamicConfig    map[string]any
	logLevel         string
	retention        time.Duration
	stopOnStdinClose bool
}

func main() {
	options, err := parseOptions(os.Args[1:])
	if err == nil {
		err = run(options)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "temporal-server:", err)
		os.Exit(1)
	}
}

// parseOptions reads the flags, after the words `server start-dev` where they are given.
func parseOptions(arguments []string) (*options, error) {
	parsed := &options{searchAttributes: map[string]enums.IndexedValueType{}, dynamicConfig: map[string]any{}}
	flags := flag.NewFlagSet("temporal-server", flag.ContinueOnError)
	flags.StringVar(&parsed.ip, "ip", "127.0.0.1", "address to listen on, an IP address")
	flags.IntVar(&parsed.port, "port", 7233, "port of the gRPC frontend")
	flags.IntVar(&parsed.uiPort, "ui-port", 0, "port of the web UI; the frontend's port + 1000 when 0")
	flags.BoolVar(&parsed.headless, "headless", false, "serve no web UI")
	flags.StringVar(&parsed.databaseFile, "db-filename", "", "SQLite file that keeps the data; in memory when empty")
	flags.StringVar(&parsed.logLevel, "log-level", "warn", "debug, info, warn, error or never")
	flags.String("log-format", "", "taken for compatibility and ignored: logs are JSON lines")
	flags.DurationVar(&parsed.retention, "retention", 90*24*time.Hour, "how long a new namespace keeps closed workflows")
	flags.BoolVar(&parsed.stopOnStdinClose, "stop-on-stdin-close", false, "stop when standard input ends")
	flags.Func("namespace", "namespace to create beside `default`; repeatable", func(name string) error {
		parsed.namespaces = append(parsed.namespaces, name)
		return nil
	})
	flags.Func("search-attribute", "custom search attribute Name=Type of new namespaces; repeatable", parsed.addSearchAttribute)
	flags.Func("dynamic-config-value", "server setting key=JSON value; repeatable", parsed.addDynamicConfig)
	for len(arguments) > 0 && (arguments[0] == "server" || arguments[0] == "start-dev") {
		arguments = arguments[1:]
	}
	if err := flags.Parse(arguments); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if parsed.uiPort == 0 {
		parsed.uiPort = parsed.port + 1000
	}
	if parsed.ip == "localhost" {
		parsed.ip = "127.0.0.1"
	}
	return parsed, nil
}

func (parsed *options) addSearchAttribute(text string) error {
	name, typeName, found := strings.Cut(text, "=")
	valueType, err := enums.IndexedValueTypeFromString(typeName)
	if !found || name == "" || err != nil {
		return fmt.Errorf("%q is not Name=Type with a type such as Keyword, Int or Datetime", text)
	}
	parsed.searchAttributes[name] = valueType
	return nil
}

func (parsed *options) addDynamicConfig(text string) error {
	key, raw, found := strings.Cut(text, "=")
	if !found {
		return fmt.Errorf("%q is not key=value", text)
	}
	decoder := json.NewDecoder(strings.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return fmt.Errorf("the value of %s is not JSON: %w", key, err)
	}
	// The server wants its whole numbers as int, not as the float64 that JSON gives by itself.
	if number, isNumber := value.(json.Number); isNumber {
		if whole, err := number.Int64(); err == nil {
			value = int(whole)
		} else if value, err = number.Float64(); err != nil {
			return fmt.Errorf("the value of %s is not a number: %w", key, err)
		}
	}
	parsed.dynamicConfig[key] = value
	return nil
}

// run serves until a signal, or the parent's end, asks it to stop.
func run(options *options) error {
	if options.databaseFile != "" {
		if err := os.MkdirAll(filepath.Dir(options.databaseFile), 0o700); err != nil {
			return fmt.Errorf("the folder of --db-filename: %w", err)
		}
	}
	// Heard from before the start, so that a signal during it is not lost.
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	if options.stopOnStdinClose {
		go stopWhenStdinCloses(stop)
	}

	logger, level, err := buildLogger(options.logLevel)
	if err != nil {
		return err
	}
	serverOptions, err := buildServerOptions(options, logger)
	if err != nil {
		return err
	}
	server, err := temporal.NewServer(serverOptions...)
	if err != nil {
		return fmt.Errorf("could not set up the server: %w", err)
	}
	if err := server.Start(); err != nil {
		return errors.Join(fmt.Errorf("could not start the server: %w", err), server.Stop())
	}
	if !options.headless {
		ui := buildUI(options)
		go func() {
			if err := ui.Start(); err != nil {
				logger.Fatal("the web UI could not start: " + err.Error())
			}
		}()
		defer ui.Stop()
		fmt.Printf("Temporal UI on http://%s:%d\n", options.ip, options.uiPort)
	}
	fmt.Printf("Temporal on %s:%d\n", options.ip, options.port)
	<-stop
	// The four services lose one another while they stop and say so at length; nothing in that helps anyone.
	level.SetLevel(zapcore.FatalLevel)
	stopped := make(chan error, 1)
	go func() { stopped <- server.Stop() }()
	select {
	case err := <-stopped:
		return err
	case <-time.After(stopTimeout):
		// What was committed is in the write-ahead log already: stopping late would add nothing to it.
		return nil
	}
}

// buildLogger writes JSON lines to standard output, at a level that can be changed while it runs.
func buildLogger(name string) (log.Logger, zap.AtomicLevel, error) {
	if name == "never" {
		name = "fatal"
	}
	level, err := zap.ParseAtomicLevel(name)
	if err != nil {
		return nil, level, fmt.Errorf("--log-level: %w", err)
	}
	encoder := zapcore.NewJSONEncoder(log.DefaultZapEncoderConfig)
	core := zapcore.NewCore(encoder, zapcore.Lock(os.Stdout), level)
	return log.NewZapLogger(zap.New(core)), level, nil
}

// stopWhenStdinCloses ends the server with its parent, even when the parent is killed and can ask nobody.
func stopWhenStdinCloses(stop chan<- os.Signal) {
	buffer := make([]byte, 64)
	for {
		if _, err := os.Stdin.Read(buffer); err != nil {
			stop <- syscall.SIGTERM
			return
		}
	}
}

func buildUI(options *options) *uiserver.Server {
	return uiserver.NewServer(uioptions.WithConfigProvider(&uiconfig.Config{
		Host:                options.ip,
		Port:                options.uiPort,
		TemporalGRPCAddress: fmt.Sprintf("%s:%d", options.ip, options.port),
		EnableUI:            true,
		DefaultNamespace:    "default",
		// Plain HTTP on loopback: a secure cookie would never come back and every button would be refused.
		CORS:     uiconfig.CORS{CookieInsecure: true},
		HideLogs: true,
	}))
}
