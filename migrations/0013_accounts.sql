-- People who sign in: where they sit, their proofs, sessions, and the links and tokens by which they come.

-- A person, known by one mailbox, whatever selling accounts they work for.
create table person (
  id                uuid primary key,
  address           text not null,
  address_canonical text not null unique,
  name              text not null,
  language          text not null,
  password          text,                        -- scrypt$N$r$p$salt$hash; null: none was chosen yet
  totp_sealed       bytea,
  totp_sealed_by    text,
  totp_confirmed_at timestamptz,                 -- null: a secret was shown, and no code has come yet
  totp_last_step    bigint,                      -- RFC 6238 §5.2: a code is good once
  factor_misses     integer not null default 0,  -- wrong codes since the last right one
  created_at        timestamptz not null,
  deactivated_at    timestamptz,
  check ((totp_sealed is null) = (totp_sealed_by is null))
);

-- A seat is a person's place at a selling account (seller_user) or at the operator (operator_user).
alter table seller_user add column person_id uuid references person;
alter table seller_user add column ended_at timestamptz;
create unique index seller_user_by_id on seller_user (id);

insert into person (id, address, address_canonical, name, language, created_at)
select distinct on (canonical) id, address, canonical, name, language, created_at
  from (select *, lower(regexp_replace(address, '^([^+@]+)\+[^@]*@', '\1@')) as canonical from seller_user
         where address ~ '^[!#-~]+$') u
 order by canonical, created_at, id;
update seller_user u set person_id = p.id
  from person p
 where p.address_canonical = lower(regexp_replace(u.address, '^([^+@]+)\+[^@]*@', '\1@'))
   and u.id = (select min(o.id::text)::uuid from seller_user o
                where o.seller_id = u.seller_id
                  and lower(regexp_replace(o.address, '^([^+@]+)\+[^@]*@', '\1@')) = p.address_canonical);
create unique index seller_user_of_person on seller_user (person_id, seller_id) where ended_at is null;

create table operator_user (
  id         uuid primary key,
  person_id  uuid not null references person,
  role       text not null check (role in ('administrator', 'moderator', 'support')),
  created_at timestamptz not null,
  ended_at   timestamptz
);
create unique index operator_user_of_person on operator_user (person_id, role) where ended_at is null;

-- Passkeys (WebAuthn credentials).
create table passkey (
  id           bytea primary key,                -- credential id
  person_id    uuid not null references person,
  name         text not null,
  public_key   bytea not null,                   -- COSE
  sign_count   bigint not null,
  transports   text[] not null,
  backed_up    boolean not null,
  created_at   timestamptz not null,
  last_used_at timestamptz
);
create index passkey_of_person on passkey (person_id);

create table recovery_code (
  person_id uuid not null references person,
  code_hash bytea not null,
  used_at   timestamptz,
  primary key (person_id, code_hash)
);

-- Who an OpenID provider's subject is here: from the first sign-in on, whatever becomes of the address there.
create table openid_identity (
  issuer       text not null,
  subject      text not null,
  person_id    uuid not null references person,
  linked_at    timestamptz not null,
  last_used_at timestamptz not null,
  primary key (issuer, subject)
);
create index openid_identity_of_person on openid_identity (person_id);

-- A session of a browser: of a person in one of their seats, or of a buyer.
--   good       until idle_ends_at (moved on by use) and ends_at
--   ended      signed out, ended by its person, by a new sign-in, by a change of password, by deactivation
create table web_session (
  id             uuid primary key,
  secret_hash    bytea not null unique,
  person_id      uuid references person,
  seat_id        uuid,
  buyer_id       uuid references buyer,
  marketplace_id text,                           -- of a session by a link in a mail: this relationship alone
  seller_id      uuid,
  link_made_at   timestamptz,
  proof          text not null check (proof in (
                   'password', 'password+code', 'password+recovery-code', 'password+passkey', 'passkey', 'openid',
                   'invitation', 'hand-off', 'mail-link', 'demo')),
  device         text not null,
  began_at       timestamptz not null,
  seen_at        timestamptz not null,
  idle_seconds   integer not null,
  idle_ends_at   timestamptz not null,
  ends_at        timestamptz not null,
  ended_at       timestamptz,
  end_cause      text check (end_cause in (
                   'signed-out', 'ended', 'replaced', 'password-changed', 'deactivated', 'link-stopped')),
  check ((person_id is null) <> (buyer_id is null)),
  check ((person_id is null) = (seat_id is null)),
  check ((marketplace_id is null) = (seller_id is null) and (marketplace_id is null) = (link_made_at is null)),
  check ((ended_at is null) = (end_cause is null))
);
create index web_session_of_person on web_session (person_id) where ended_at is null;
create index web_session_of_buyer on web_session (buyer_id) where ended_at is null;

-- Between the first page of a sign-in and the session: good once, for minutes.
create table sign_in_step (
  secret_hash bytea primary key,
  kind        text not null check (kind in ('second-factor', 'passkey', 'openid', 'passkey-registration')),
  person_id   uuid references person,
  data        jsonb not null,
  misses      integer not null default 0,
  ends_at     timestamptz not null
);
create index sign_in_step_over on sign_in_step (ends_at);

-- What a link in a mail to a person stands for. The link's secret is a MAC, made when the mail is: nothing here opens it.
create table account_link (
  id         uuid primary key,
  kind       text not null check (kind in ('invitation', 'reset')),
  person_id  uuid not null references person,
  made_by    jsonb not null,                     -- {kind, id, label}
  made_at    timestamptz not null,
  ends_at    timestamptz not null,
  used_at    timestamptz,
  revoked_at timestamptz
);
create index account_link_of_person on account_link (person_id) where used_at is null and revoked_at is null;

-- The outbox of mail to people about their accounts: there is no relationship that it could leave by.
create table account_mail (
  id              uuid primary key,
  person_id       uuid not null references person,
  kind            text not null check (kind in ('invitation', 'reset', 'changed')),
  link_id         uuid references account_link,
  data            jsonb not null,                -- what the text names
  state           text not null check (state in ('queued', 'handed_over', 'failed')),
  attempt_count   integer not null default 0,
  next_attempt_at timestamptz not null,
  created_at      timestamptz not null,
  settled_at      timestamptz,
  remote_answer   text
);
create index account_mail_due on account_mail (next_attempt_at) where state = 'queued';

-- Keys by which a marketplace's shop vouches for its buyers, and the tokens that were used.
create table hand_off_key (
  marketplace_id text not null references marketplace,
  id             text not null,                  -- kid
  algorithm      text not null check (algorithm in ('EdDSA', 'ES256', 'RS256', 'PS256')),
  public_key     text not null,                  -- SPKI in PEM
  shop_origin    text,                           -- https://shop.example: its pages may post a token straight away
  created_at     timestamptz not null,
  retired_at     timestamptz,
  primary key (marketplace_id, id)
);
create table hand_off_used (
  marketplace_id text not null,
  token_id       text not null,                  -- jti
  ends_at        timestamptz not null,
  primary key (marketplace_id, token_id)
);
create index hand_off_used_over on hand_off_used (ends_at);

-- Links in mail to this buyer about this seller that were made before are good no more.
create table answer_link_stop (
  marketplace_id text not null,
  seller_id      uuid not null,
  buyer_id       uuid not null,
  stopped_at     timestamptz not null,
  primary key (marketplace_id, seller_id, buyer_id),
  foreign key (marketplace_id, seller_id, buyer_id) references relationship
);

-- Who of the seller's people, or of the operator's, wrote it: for their own side alone.
alter table message add column written_by jsonb;
