#!/usr/bin/env bash
# Sends and receives with real mail programs through a demo of its own: swaks, msmtp and mutt hand messages over, a
# private Postfix is the next hop in both directions. Nothing leaves this machine; all is gone afterwards.
#
# Needs root (Postfix), and on Debian: apt-get install swaks msmtp mutt postfix
# Ends with 0 when every check passed, 1 when one failed, 2 when something that is needed is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

missing=()
for program in swaks msmtp mutt /usr/sbin/postfix; do
  command -v "$program" > /dev/null || missing+=("$program")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "Missing: ${missing[*]} (apt-get install swaks msmtp mutt postfix)" >&2
  exit 2
fi
if [ "$(id -u)" -ne 0 ]; then
  echo 'A Postfix of its own starts as root alone.' >&2
  exit 2
fi
node=node_modules/.bin/node
[ -x "$node" ] || { echo "Packages are not installed: run npm ci." >&2; exit 2; }

folder=$(mktemp -d "${TMPDIR:-/tmp}/parley-mail-programs-XXXXXX")
chmod 755 "$folder"
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2> /dev/null || true; done
  [ -d "$folder/postfix/etc" ] && postfix -c "$folder/postfix/etc" stop > /dev/null 2>&1 || true
  if [ "${outcome:-1}" -eq 0 ]; then rm -rf "$folder"; else echo "Logs and mails: $folder" >&2; fi
}
trap finish EXIT

free_ports() { # COUNT
  "$node" -e '
    const { createServer } = require("node:net");
    const servers = Array.from({ length: Number(process.argv[1]) }, () => createServer().listen(0, "127.0.0.1"));
    setTimeout(() => {
      console.log(servers.map((server) => server.address().port).join(" "));
      for (const server of servers) server.close();
    }, 50);' "$1"
}
read -r mail_port http_port catcher_port pages_port postfix_port node_port node_http_port <<< "$(free_ports 7)"

wait_for() { # SECONDS COMMAND…
  local tries=$(($1 * 5))
  shift
  until "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.2
  done
}

passed=0
failed=0
check() { # DESCRIPTION COMMAND…
  local description=$1
  shift
  if "$@" > "$folder/last-output" 2>&1; then
    passed=$((passed + 1))
    printf 'ok      %s\n' "$description"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n' "$description"
    sed 's/^/        /' "$folder/last-output" | tail -8
  fi
}
none() { ! "$@"; }

# ------------------------------------------------------------------------------------------------------- Postfix
start_postfix() {
  local home=$folder/postfix
  mkdir -p "$home/etc" "$home/spool" "$home/data"
  chown postfix "$home/data"
  write_transport ''
  cat > "$home/etc/main.cf" << CONFIGURATION
compatibility_level = 3.6
queue_directory = $home/spool
data_directory = $home/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = $home/maillog
maillog_file_prefixes = /var, $home
myhostname = mx.provider.example
mydestination =
local_recipient_maps =
alias_maps =
mynetworks = 127.0.0.1/32
smtpd_relay_restrictions = permit_mynetworks, reject
transport_maps = texthash:$home/etc/transport
default_transport = smtp:[127.0.0.1]:$catcher_port
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_peername_lookup = no
CONFIGURATION
  cat > "$home/etc/master.cf" << 'SERVICES'
PORT inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
SERVICES
  sed -i "s/^PORT/127.0.0.1:$postfix_port/" "$home/etc/master.cf"
  postfix -c "$home/etc" start > "$home/start.log" 2>&1
}

# Mail for the marketplaces goes to Parley's door, all else to the sample people's mailboxes; more lines come in.
write_transport() { # MORE_LINES
  {
    [ -z "$1" ] || printf '%s\n' "$1"
    for market in de nl uk; do
      for purpose in post return notice; do
        printf '%s.linde-%s.example smtp:[127.0.0.1]:%s\n' "$purpose" "$market" "$mail_port"
      done
    done
  } > "$folder/postfix/etc/transport"
}

# -------------------------------------------------------------------------------------------------------- Parley
start_parley() {
  # The demo takes the mail; a second node on its database sends it, through Postfix as smarthost.
  PARLEY_DATA=$folder/data PARLEY_DELIVER=no PARLEY_MAIL_PORT=$mail_port PARLEY_HTTP_PORT=$http_port \
    PARLEY_DEMO_SMTP_PORT=$catcher_port PARLEY_DEMO_HTTP_PORT=$pages_port \
    bin/parley demo > "$folder/demo.log" 2> "$folder/demo.err" &
  pids+=($!)
  wait_for 60 grep -q '^Ready after' "$folder/demo.log" || { cat "$folder/demo.err" >&2; return 1; }
  "$node" --disable-warning=ExperimentalWarning -e '
    import("./src/demo/sample-market.ts").then(({ sampleZone }) => process.stdout.write(sampleZone()));' > "$folder/zone"
  sending_node bin/parley serve > "$folder/node.log" 2> "$folder/node.err" &
  pids+=($!)
  wait_for 60 grep -q '"server.ready"' "$folder/node.err" || { cat "$folder/node.err" >&2; return 1; }
}

sending_node() {
  PARLEY_DATA=$folder/data/demo PARLEY_HOST_NAME=mx.linde.example PARLEY_DNS_ZONE_FILE=$folder/zone \
    PARLEY_SMARTHOST=smtp://127.0.0.1:$postfix_port PARLEY_ALLOW_INSIDE_DELIVERY=yes \
    PARLEY_MAIL_PORT=$node_port PARLEY_HTTP_PORT=$node_http_port exec "$@"
}

mailbox() { # ADDRESS
  printf '%s/data/demo/mailboxes/%s' "$folder" "${1//@/%40}"
}

# Waits for a mail in ADDRESS's mailbox whose decoded header or raw text holds WORDS; `found` is its file.
arrives() { # ADDRESS WORDS
  find_mail() {
    found=$(grep -lF -- "$2" "$(mailbox "$1")"/*.eml 2> /dev/null | tail -1)
    [ -n "$found" ]
  }
  wait_for 40 find_mail "$1" "$2"
}

# Verifies the DKIM signature of FILE by the key that `parley doctor` tells to publish.
dkim_passes() { # FILE DOMAIN
  "$node" --input-type=module -e '
    import { readFileSync } from "node:fs";
    import { dkimVerify } from "mailauth/lib/dkim/verify.js";
    const [file, domain, records] = process.argv.slice(1);
    const text = readFileSync(records, "utf8");
    const [, key] = new RegExp(`demo\\._domainkey\\.${domain.replaceAll(".", "\\.")}[^]*?p=(.*)`).exec(text) ?? [];
    if (key === undefined) throw new Error(`no key of ${domain} in ${records}`);
    const record = `v=DKIM1; k=rsa; p=${key.replaceAll(/[^A-Za-z0-9+/=]/g, "")}`;
    const { results } = await dkimVerify(readFileSync(file), { resolver: async () => [[record]] });
    console.log(results.map(({ signingDomain, status }) => `${signingDomain}: ${status.result} ${status.comment ?? ""}`).join("\n"));
    process.exit(results.some(({ signingDomain, status }) => signingDomain === domain && status.result === "pass") ? 0 : 1);
  ' "$1" "$2" "$folder/records"
}

# ------------------------------------------------------------------------------------------------------ the parts
echo "Parley on port $mail_port, Postfix on port $postfix_port, everything in $folder"
start_postfix
start_parley
(sending_node bin/parley doctor) > "$folder/records" 2> /dev/null || true

swaks_line=$(grep '^swaks ' "$folder/demo.log")
sold=$(grep ' sold order ' "$folder/demo.log")
shop=$(sed -E 's/^[^<]*<([^>]+)> sold.*/\1/' <<< "$sold")
buyer=$(sed -E 's/.*<([^>]+)>\.$/\1/' <<< "$sold")
order=$(sed -E 's/.* order ([0-9-]+) to .*/\1/' <<< "$sold")
seller_alias=$(grep ' writes to the shop at ' "$folder/demo.log" | awk '{print $NF}')
buyer_alias=$(grep ' the shop writes to ' "$folder/demo.log" | awk '{print $NF}')
domain=${seller_alias#*@}

check 'swaks: the line that the demo prints is taken' bash -c "$swaks_line"
check '  it arrives at the buyer' arrives "$buyer" "Subject: Ihre Bestellung $order"
first=${found:-/dev/null}
check '  by way of Postfix' grep -q 'by mx.provider.example (Postfix)' "$first"
check '  from the alias of the shop' grep -q "<$seller_alias>" "$first"
check '  without the address of the shop' none grep -qi -e "$shop" -e "${shop#*@}" "$first"
check '  its DKIM signature is good after Postfix' dkim_passes "$first" "$domain"
check '  under a bounce address of ours' grep -qE 'from=<m[a-z2-7]+@return\.linde-de\.example>' "$folder/postfix/maillog"
first_id=$(sed -nE 's/^Message-ID: <([^>]+)>.*/\1/Ip' "$first" | head -1)

cat > "$folder/answer" << MESSAGE
From: $buyer
To: $seller_alias
Subject: AW: Ihre Bestellung $order
In-Reply-To: <$first_id>
References: <$first_id>
Date: $(date -R)
Message-ID: <msmtp-$$@${buyer#*@}>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Am Freitag nach 17 Uhr passt es gut.

Am $(date +%d.%m.%Y) um $(date +%H:%M) schrieb Lampen Huber über Linde.de:
> Guten Tag, wann passt Ihnen die Lieferung?
MESSAGE
check 'msmtp: the buyer answers' msmtp --host=127.0.0.1 --port="$mail_port" --tls=off --auth=off \
  --from="$buyer" --domain=laptop.example -- "$seller_alias" < "$folder/answer"
check '  it arrives at the shop' arrives "$shop" 'Am Freitag nach 17 Uhr'
answer=${found:-/dev/null}
check '  without the address of the buyer' none grep -qi -e "$buyer" -e "${buyer#*@}" "$answer"
check '  without the quote' none grep -q '^> Guten Tag' "$answer"
check '  in one thread' grep -qiE '^(In-Reply-To|References):' "$answer"
check '  its DKIM signature is good after Postfix' dkim_passes "$answer" "$domain"

printf 'Anbei die Anleitung.\n' > "$folder/body"
printf 'Schritt 1: auspacken.\n' > "$folder/anleitung.txt"
check 'mutt: the shop sends a file' env HOME="$folder" mutt -n -F /dev/null \
  -e "set smtp_url=smtp://127.0.0.1:$mail_port/ from=$shop realname='Lampen Huber' use_envelope_from ssl_starttls=no ssl_force_tls=no copy=no hostname=${shop#*@}" \
  -s "Anleitung zu $order" -a "$folder/anleitung.txt" -- "$buyer_alias" < "$folder/body"
check '  it arrives at the buyer' arrives "$buyer" "Anleitung zu $order"
manual=${found:-/dev/null}
check '  with the file' grep -q 'anleitung.txt' "$manual"
check '  without the address of the shop' none grep -qi -e "$shop" -e "${shop#*@}" "$manual"
check '  without a word of mutt' none grep -qi 'mutt' "$manual"
check '  its DKIM signature is good after Postfix' dkim_passes "$manual" "$domain"

check 'Postfix: the shop hands over to its own server, which delivers to Parley' swaks --silent 2 \
  --server "127.0.0.1:$postfix_port" --from "$shop" --to "$buyer_alias" \
  --header "Subject: Ueber Postfix $order" --body 'Die Lampe geht heute auf die Reise.'
check '  it arrives at the buyer' arrives "$buyer" "Ueber Postfix $order"
relayed=${found:-/dev/null}
check '  without a trace of the way in' test "$(grep -ciE '^Received:' "$relayed")" -le 2
check '  without the address of the shop' none grep -qi -e "$shop" -e "${shop#*@}" "$relayed"

check 'Postfix: a mail to an alias that never was is taken by Postfix' swaks --silent 2 \
  --server "127.0.0.1:$postfix_port" --from "$shop" --to "aaaaaaaaaaaaaaaaaaaaaaaaaaaa@$domain" --body 'Hallo?'
check '  and bounces to the shop with our words' arrives "$shop" 'No such address here'

# Where it leads now, nobody of that name is known: the 550 comes after Postfix has said 250.
write_transport "${buyer#*@} smtp:[127.0.0.1]:$mail_port"
postfix -c "$folder/postfix/etc" reload > /dev/null 2>&1
check 'Postfix: the provider of the buyer has no such mailbox any more; the shop writes' swaks --silent 2 \
  --server "127.0.0.1:$mail_port" --from "$shop" --to "$buyer_alias" \
  --header "Subject: Noch eine Frage zu $order" --body 'Sind Sie am Freitag da?'
check '  Postfix takes it, and sends its report to our bounce address' wait_for 40 grep -qE \
  'to=<m[a-z2-7]+@return\.linde-de\.example>.* status=sent \(250 2\.0\.0 Report taken' "$folder/postfix/maillog"
check '  and Parley tells the shop' arrives "$shop" 'Subject: Nicht per E-Mail zustellbar: Noch eine Frage'
notice=${found:-/dev/null}
check '  without the address of the buyer, and without the words of its provider' none \
  grep -qi -e "$buyer" -e "${buyer#*@}" -e 'No such address' "$notice"

echo
echo "$passed checks passed, $failed failed"
outcome=$failed
[ "$failed" -eq 0 ]
