import type { FailureCause } from './delivery-report.ts';

/**
 * What servers say when they don't take a message. Expressions on one line of lower-case text; the first cause
 * with a match wins, so that what is said of us ("user unknown, listed at …") and what passes by itself ("mailbox
 * full") stands before what condemns an address. Gaps are bounded (C10).
 */
export const CAUSE_PHRASES: readonly (readonly [FailureCause, readonly string[]])[] = [
  // Exact wordings that the broad ones below would take for something else.
  [
    'unknown-recipient',
    ['address rejected: (?:access denied|user unknown|unknown user|no such|undeliverable|unverified)'],
  ],
  ['unreachable', ['host not found, try again', 'malformed or unexpected name server reply']],
  ['takes-no-mail', ['indicated no smtp service', 'not accepting network messages', 'null mx|nullmx']],
  [
    'system',
    [
      'no such file or directory|(?:could ?n.t|can ?not|can.t) (?:create|append to|write)|queue file write error',
    ],
  ],
  ['rate', ['receiving mail at a rate|frequency limited|daily .{0,20}quota|too quickly']],
  [
    'content',
    [
      'blacklisted url|duplicate header|headers? too large|line limit|line too long|multiple addresses in from|spam signature',
    ],
  ],
  // cPanel says so where the domain can't be resolved.
  ['unknown-host', ['account or domain may not exist']],
  [
    'too-large',
    [
      'message (?:size|length) .{0,40}(?:exceed|limit|too (?:big|large|long))',
      'message (?:is )?too (?:big|large|long)',
      '(?:message|mail|e-mail|recipsize|senders?ize) ?size ?(?:limit|exceeds)',
      'exceed(?:s|ed)? .{0,30}(?:maximum|fixed|permitted|allowed)? ?(?:message|mail|file|data) ?size',
      'size of (?:this|the|your) (?:message|mail|e-mail) ',
      'nachricht .{0,30}zu groß',
      'mensaje .{0,30}demasiado grande',
      'message .{0,30}trop (?:gros|volumineux)',
      'bericht .{0,20}te groot',
    ],
  ],
  [
    'moved',
    [
      '(?:user|recipient|mailbox|account|address) (?:has |was |is )?moved',
      'has been replaced by',
      'address .{0,20}has changed',
      'new (?:e-?mail )?address is',
      'please (?:use|try) (?:the )?(?:new )?(?:address )?<?[^\\s@]{1,60}@',
      'no longer .{0,20}works? (?:here|for)',
      'adresse .{0,30}geändert',
    ],
  ],
  [
    'mailbox-full',
    [
      '(?:mail ?box|inbox|mail ?folder|mail ?drop|account|user|recipient|incoming|box|spool) .{0,60}(?:is )?(?:full|overfull)\\b',
      '(?:mail ?box|maildir|disk|storage|user).{0,30}(?:over|exceed).{0,20}(?:quota|storage|limit)',
      'quota .{0,20}(?:exceed|full|reach|violat)',
      '(?:exceed|over|out of|past).{0,40}quota',
      'over ?quota|quotaexceeded|overquota|over.?its.?quota',
      '(?:exceed|reached|over).{0,50}(?:mailbox|storage|allowed|local|allocated|disk).{0,20}(?:size|limit|space|quota|allocation)',
      'mailbox (?:size|for user).{0,40}(?:exceed|limit|full)',
      '(?:number|amount) of messages .{0,40}exceed',
      '(?:insufficient|not enough|out of|no) (?:disk|storage|mailbox|free) ?(?:storage|space|quota)',
      'too much (?:mail|data)',
      'too many messages (?:in|on|stored)',
      'full mailbox|mailbox full',
      '(?:postfach|speicherplatz|mailbox).{0,40}(?:voll|überschritten|erschöpft)',
      'bo[iî]te .{0,40}pleine|espace .{0,30}insuffisant|quota .{0,20}dépass',
      'buz[oó]n .{0,30}(?:lleno|llena)|casella .{0,40}piena|postvak .{0,20}vol\\b|mailbox .{0,10}zit vol',
      'caixa .{0,40}cheia|skrzynka .{0,40}(?:pełna|przepełniona)|ящик .{0,30}переполнен',
      '(?:メールボックス|容量|受信箱).{0,20}(?:いっぱい|超|一杯)|信箱.{0,10}(?:已满|已滿)|空间不足',
    ],
  ],
  [
    'mailbox-closed',
    [
      '(?:mail ?box|account|user|recipient|address|e-?mail|domain)(?:\\(s\\))? .{0,60}(?:disabled|suspended|inactive|deactivated|discontinued|locked|blocked|frozen|not active|closed|expired|on hold|unavailable or access denied)',
      '(?:disabled|suspended|inactive|deactivated|locked|closed) .{0,20}(?:mail ?box|account|user|recipient)',
      'inactive for|is not active|not activated',
      'account .{0,20}(?:is )?(?:temporarily )?(?:unavailable|not available)',
      '(?:konto|postfach).{0,40}(?:gesperrt|deaktiviert|inaktiv)|compte .{0,30}(?:désactivé|suspendu|inactif)',
      'cuenta .{0,30}(?:desactivada|suspendida)|account .{0,30}(?:disattivato|sospeso)',
      'mailbox unavailable .{0,20}suspend',
    ],
  ],
  [
    'rate',
    [
      'too many (?:connections?|sessions?|recipients|messages|mails|emails|concurrent|errors|hops? per)',
      '(?:rate|connection|hourly|daily|sending|recipient|message).{0,30}(?:limit|quota).{0,20}(?:exceed|reach|hit)',
      '(?:exceed|over).{0,40}(?:rate|connections?|sending|hourly|daily|per (?:hour|minute|day)).{0,20}(?:limit|quota)?',
      'rate.?limit|throttl|slow(?:ing)? down|temporarily deferred due to (?:user complaints|unexpected)',
      'concurren.{0,30}(?:exceed|limit)|connection limit|maximum .{0,30}connections',
      'unusual rate|unusually high|mail (?:to this|volume).{0,40}rate|sending .{0,30}too (?:fast|quickly|often)',
      'greylist|gr[ae]y-list',
    ],
  ],
  [
    'sender',
    [
      'invalid ip|mismatch|unverif[iy]able|not verified|contact your internet service provider|network not allowed',
      'black ?-?list|block ?-?list|\\brbl\\b|dnsbl|spamhaus|spamcop|sorbs|barracuda.{0,20}reputation|senderscore|uceprotect',
      'reputation|poor .{0,20}(?:ip|sender)|(?<!not )(?:found|listed) (?:at|in|by|on) .{0,60}(?:list|rbl|bl\\.|spam|abuse|\\.org|\\.net)',
      'reverse .{0,20}(?:dns|lookup|hostname|resolution)|\\bptr\\b|rdns|invalid (?:helo|ehlo|domain name)|helo .{0,30}(?:reject|invalid|denied)',
      '\\bspf\\b|dkim|dmarc|sender id|purported responsible|not authenticated|unauthenticated|authentication',
      'relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:allowed|permitted)|prohibited|restriction)|(?:unable|not allowed|refuse|not permitted) to relay|insecure mail relay|do(?:es)? not relay|open relay|we do not relay|relaying',
      '(?:sender|from|originator|return[- ]path|envelope[- ]from|mail from).{0,60}(?:reject|refus|denied|invalid|not (?:allowed|permitted|accepted|verif|exist|found)|unverified|disallowed|blocked|forbidden|does ?n.t exist|could not be verified|verif)',
      'only .{0,40}(?:members?|authori[sz]ed|allowed|permitted)|not .{0,10}(?:a )?member|(?:not|un)authori[sz]ed|do(?:es)? not have permission|not permitted|permission|restricted',
      'access (?:is )?denied|\\b(?:ip|ip address|host|server|connection|client|domain|network|mail)(?![.@-])(?: \\S{1,60})? (?:is |has been |was |temporarily |currently )*(?:block|banned|ban\\b|blacklist)|\\b(?:ip|host|connection|client|domain|network|mail) (?:is|has been|was) (?:refused|denied|rejected)|blocked (?:by|for|using|because|due)|connection (?:was )?(?:rejected|dropped|denied)',
      'bad (?:sender|reputation)|service refused|not allowed to send|not accepting mail from|does not accept mail from|refused to talk to me',
      'policy|rejected (?:by|due to|for) .{0,30}(?:policy|security|administrator)|security|banned|violat',
      '(?:try|send) .{0,30}through (?:your|the) (?:isp|provider)|dynamic (?:ip|pool)|residential',
      'envoi .{0,30}bloqu|gesperrt|abgelehnt.{0,20}absender|refusé.{0,20}expéditeur',
    ],
  ],
  [
    'content',
    [
      'spam|junk|unsolicited|\\bube\\b|\\buce\\b|bulk ?(?:e-?)?mail|phish',
      'virus|infected|malware|trojan|worm|dangerous|executable',
      '\\b(?:message|mail|e-?mail|body|header|attachment|content|subject)s?(?![.@\\w-]).{0,40}(?:content|syntax|contains|reject|not (?:accepted|allowed|rfc|compliant)|forbidden|prohibit|blocked|filter)',
      '(?:content|body|attachment|header).{0,30}(?:reject|filter|denied|restriction)',
      'not rfc|rfc.{0,10}complian|rfc ?(?:822|2822|5322)|8-?bit|7-?bit|bare lf|line too long|malformed|duplicate header|charset|encoding|conversion|lone cr',
      'blacklisted url|url.{0,20}list|high score|scored|redundant',
      'mail rejet|message rejet|nachricht abgelehnt|mensaje rechazado|messaggio rifiutato',
    ],
  ],
  [
    'unknown-host',
    [
      '(?:host|domain|domain name|destination|site|server)(?: name| server)? (?:was |is |could )?(?:unknown|not (?:be )?(?:found|known|resolv)|does(?: not|n.t) exist|invalid|unresolvable)',
      'unknown (?:host|domain|destination)|no such (?:host|domain|site)|non-?existent (?:host|domain)|nxdomain|not find .{0,30}(?:host|domain|mx)|cannot (?:find|resolve)|can.t find|couldn.t find (?:any|a) host|illegal host',
      'unroute?able|unrouteable (?:mail )?(?:domain|address)|name (?:or )?service not known|name or service not known|no (?:mx|dns|valid hosts?|hosts?|address|a record)|unable to (?:look ?up|resolve|find)|domain .{0,60}(?:couldn.t be found|not found|does(?: not|n.t) exist|has expired)',
      'bad destination (?:system|host)|host name .{0,20}not|all relevant mx records point to non-existent hosts|dns (?:lookup|error|server|domain)|domain ?notfound|dns-hard|responsedns',
      'unbekannte(?:r|n)? (?:host|domain)|domaine .{0,20}(?:inconnu|n.existe)|dominio .{0,30}(?:no existe|inesistente)|domein .{0,20}bestaat niet',
    ],
  ],
  [
    'takes-no-mail',
    [
      'does(?: not|n.t) (?:accept|receive|support|host|handle) (?:any |e-?)?(?:mail|messages|email)\\b(?! from)',
      '(?:host|domain|server|system) (?:does not|never) accept|not a mail (?:server|host|exchanger)|smtp (?:service|protocol) (?:is )?(?:disabled|not (?:supported|available))|no mail (?:is )?accepted',
      'not accept(?:ing)? (?:any )?mail (?:for|to|at)',
    ],
  ],
  [
    'unknown-recipient',
    [
      '(?:user|recipient|addressee|mail ?box|account|address|name|person|alias|userid|login|login name|destination|member|customer|receiver|local part|id|user account|recipient address)(?: name| address| email)?[^.;:]{0,60} ?(?:is |was |are )?(?:unknown|not (?:be )?(?:found|known|listed|recogni[sz]ed|valid|exist|present|available here)|does(?: not|n.t) (?:exist|appear)|did not (?:exist|match)|do not exist|invalid|no longer (?:exists?|available|valid|in use|here|active)|not in (?:our|the|this)|incorrect|is wrong|undefined|nonexistent|bad)',
      '(?:unknown|invalid|bad|no such|nonexistent|non-existent|undeliverable|illegal|incorrect|not a valid|not a known|no valid|unrecogni[sz]ed|undefined|unavailable)[- ](?:local |final |destination |delivery |mail |virtual |e-?mail )*(?:delivery )?(?:user ?id|user|users|recipients?|mail ?box(?:es)?|address(?:ee|es)?|account|local|alias|person|rcpt|name|delivery|forward-path|in our|mailbox)',
      'does(?:n.t| not) have an? .{0,60}account|no .{0,20}(?:mailbox|user|account|recipient|person|such|one|address).{0,40}(?:by that name|here|with that name|by this name|at this|in this|on this|found|of that)|no mailbox|no account|no user|there is no|nobody here',
      'user[- ]?unknown|unknownuser|unknownrecipient|recipnotfound|recipientnotfound|unknown_?user|nosuchuser|no such',
      'not our customer|is not (?:a |an )?(?:valid|known|local|our|recogni[sz]ed)|not (?:listed|found) in|not a local|unable to (?:find|verify) (?:user|recipient|address|account)|cannot find|could not be found|wasn.t found|unverified address|address verification|unroutable address|unknown to|address error|address unknown|undeliverable address|does not like recipient|bad-mailbox|bad mailbox',
      'mailbox unavailable|possibly incorrect|address that has a problem|check (?:if )?(?:the )?address|mistyped|misspelled|deleted|no longer (?:employed|with|accept)|has left|left the company|terminated',
      '(?:benutzer|empfänger|adresse|teilnehmer|postfach|nutzer).{0,60}(?:unbekannt|existiert nicht|nicht (?:gefunden|vorhanden|bekannt|verfügbar)|ungültig)|unbekannte(?:r|n)? (?:benutzer|empfänger|adresse)|kein(?:e|en)? (?:solche[rsn]? )?(?:benutzer|postfach|empfänger|mailbox)',
      '(?:gebruiker|adres|ontvanger|postvak|geadresseerde).{0,60}(?:onbekend|bestaat niet|niet (?:gevonden|bekend))|onbekende (?:gebruiker|ontvanger)',
      '(?:utilisateur|destinataire|adresse|boîte|compte|boite).{0,60}(?:inconnue?|n.existe pas|inexistante?|introuvable|invalide)|adresse d au moins un destinataire',
      '(?:usuario|destinatario|direcci[oó]n|buz[oó]n|cuenta).{0,60}(?:desconocid[oa]|no (?:existe|encontrad[oa]|v[aá]lid[oa])|inexistente|inv[aá]lid[oa])',
      '(?:utente|destinatario|indirizzo|casella|account).{0,60}(?:sconosciut[oa]|non (?:esiste|trovat[oa]|valid[oa])|inesistente)',
      '(?:utilizador|usuário|destinatário|endereço|caixa).{0,60}(?:desconhecid[oa]|não (?:existe|encontrad[oa])|inexistente|inválid[oa])',
      '(?:użytkownik|adres|adresat|odbiorca|konto|skrzynka).{0,60}(?:nieznany|nie istnieje|nieprawidłow)|(?:användare|mottagare|adress).{0,40}(?:okänd|finns inte|existerar inte)|(?:bruger|modtager|mottaker).{0,40}(?:ukendt|ukjent|findes ikke|finnes ikke)',
      '(?:пользовател|получател|адрес|ящик).{0,60}(?:не (?:существует|найден)|неизвест)|(?:ユーザ|宛先|アドレス|メールボックス|ディレクトリ|リスト).{0,40}(?:不明|見つかりません|存在しません|ありません)|(?:用户|用戶|收件人|邮箱|使用者).{0,20}(?:不存在|未找到|无效|找不到)|(?:사용자|수신자|계정).{0,30}(?:없|존재하지)',
    ],
  ],
  [
    'expired',
    [
      'in the queue too long|delivery (?:time )?expired|message expired|retry (?:time ?out|time (?:not reached|exceeded))|time ?out exceeded|too (?:old|long in)|queue lifetime|lifetime expired|max(?:imum)? (?:retry|retries|time|attempts)',
      '(?:could|has|can) ?not (?:yet )?(?:be|been) delivered (?:for|after|within|in) |not (?:yet )?delivered after|still .{0,20}undeliver|cannot send message (?:for|within)|delivery failed \\d{1,3} attempts|aborted after|(?:for|after|more than|within) \\d{1,3}(?:\\.\\d)? ?(?:hours?|days?|minutes?|attempts)',
      'gave up|giv(?:en|ing) up|final(?:ly)? (?:failed|attempt)|unable to deliver .{0,30}(?:in|within|for) |retries|exhausted|delivery attempts|i.m not going to try again|will not be retried any',
      'deferred|delivery (?:temporarily )?(?:delayed|suspended)|will (?:be )?(?:retr|keep trying|continue)|try again later',
    ],
  ],
  [
    'unreachable',
    [
      'connect(?:ion|ing)?.{0,40}(?:refused|timed? ?out|reset|lost|failed|closed|aborted|broken|dropped)|(?:unable|failed|fail|could not|couldn.t|cannot|can.t|not able) to (?:connect|contact|establish|open|reach)|can.t connect|no route|network (?:is )?(?:unreachable|error|down)|host .{0,30}(?:unreachable|down|not respond|did not respond)|no (?:response|answer|reply)|operation timed|timed? ?out|time-?out',
      'hop ?count|too many hops|routing loop|mail ?loop|loop(?:ing|s)? |loops back|loop detected|tls|ssl|handshake|certificate|starttls|socket|broken pipe|eof|server (?:failure|failed)|name ?server|dns.{0,20}(?:fail|error|time)|temporary .{0,30}(?:lookup|resolution|dns|name)',
    ],
  ],
  [
    'system',
    [
      '(?:local|system|server|internal|configuration|config|i/o|file ?system|database|processing|software|program|script|mailer|resource|delivery|transport|ldap|backend|database).{0,30}(?:error|fail|problem|fault|trouble|unavailable|not available|exit)',
      'service (?:is )?(?:currently |temporarily )?(?:unavailable|not available)|temporar(?:y|ily)|cannot (?:open|append|create|write|exec)|permission denied|can.t (?:create|open|write)|command (?:died|not recogni)|unrecogni[sz]ed command|not implemented|bad sequence|syntax error|out of memory|no space left|protocol error|maintenance',
    ],
  ],
];

/** A subject that only reports of failed delivery bear. */
export const BOUNCE_SUBJECTS: readonly string[] = [
  'undeliver|undelivered|non ?deliver|not deliver|could ?n.t be delivered|could not be (?:delivered|sent)|not be delivered|no deliver',
  'failure notice|delivery (?:status|failure|failed|report|error|notification|problem|delayed|incomplete|has failed)|mail delivery|failed delivery|delivery .{0,20}fail|returned (?:mail|to sender)|return(?:ed)? (?:mail|message)|mail (?:system )?error|mail failure|message (?:not delivered|delivery|status|could|delayed|you sent|blocked|rejected)|nondeliverable|bounce|(?:mail|message) (?:was )?(?:rejected|returned|blocked)|warning: .{0,40}(?:deliver|could)|rejected|considered unsolicited|virus|banned',
  'unzustellbar|nicht (?:zugestellt|zustellbar)|zustellung.{0,20}(?:fehl|gescheitert|verzöger)|übermittlung.{0,20}(?:fehl|gescheitert)|onbestelbaar|niet (?:bezorgd|afgeleverd|bestelbaar)|aflevering|bezorg',
  'non remis|non distribu|échec de (?:la )?(?:remise|livraison|distribution)|notification .{0,20}remise|message non|courrier .{0,20}retour',
  'no (?:se )?(?:ha )?(?:podido )?entreg|no entregado|devuelto|fallo (?:en|de) (?:la )?entrega|error de entrega|imposible (?:de )?entregar',
  'mancat[oa] (?:consegna|recapito)|non (?:recapitabile|consegnat)|impossibile recapitare|errore di consegna|não (?:foi )?(?:entregue|entreg)|falha na entrega|devolvid',
  'niedoręczon|niedostarczon|nie dostarczono|zwrot|kan inte levereras|ej levererat|kunne ikke leveres|ikke leveret|toimittamaton|perillä',
  'недоставлен|не доставлен|невозможно доставить|возвращ|не может быть доставлен',
  '配信(?:できません|不能|エラー|失敗)|送信(?:できません|エラー|失敗)|不達|エラーメール|メールエラー|エラー通知|退信|无法投递|無法傳遞|投递失败|未送达|未傳遞|전송 실패|반송|배달되지',
];

/** Words of a report in running text. */
export const BOUNCE_WORDS: readonly string[] = [
  '(?:could|can|was|were|has|have|is|did|does|had|may)(?: ?not|n.t) (?:be |been |able to be |yet been |not )?(?:delivered|sent|relayed|processed|deliver|reach|accepted|forwarded|transmitted)|cannot be (?:delivered|sent)|not (?:able to|be) deliver|unable to (?:deliver|send|relay|forward)|wasn.t able to (?:deliver|send)|failed to (?:deliver|send|reach)|fail(?:ed|ure).{0,40}(?:recipient|address|delivery|permanently)|undeliver|non-?deliver|delivery (?:has |to .{0,60})?(?:fail|problem|error|delayed)|delivery (?:to the following|errors|problems)|(?:permanent|fatal|delivery|temporary) (?:fatal )?(?:error|failure|problem)s?|did not reach|not reach|address(?:es)? (?:had|failed|was|were)|failure reasons?|transcript of session|has been (?:rejected|refused|returned)|was rejected|rejected by|returned to (?:you|sender)|not going to try again|smtp error|remote host said|error message|error:|bounced?|unknown user|user unknown|over quota|mailbox|invalid (?:final|user|recipient)',
  'nicht (?:zugestellt|zustellbar|ausgeliefert|übermittelt)|unzustellbar|zustellung .{0,40}(?:fehl|nicht möglich)|konnte .{0,60}nicht|niet (?:worden )?(?:bezorgd|afgeleverd|besteld)|onbestelbaar|kon .{0,40}niet',
  'n.a pas pu être|n.a pu être|non (?:remis|distribu)|impossible de (?:remettre|livrer|distribuer)|échec|no (?:se )?(?:ha )?(?:podido|pudo) (?:ser )?(?:entreg|envi)|no pudo|imposible|non (?:è stato )?(?:possibile|recapitat|consegnat)|impossibile|não (?:foi possível|pôde|pode)|nie (?:mógł|może|można|mogła|został)|kunde inte|kunne ikke|ei voitu',
  'не (?:может|был|удалось|доставлен)|невозможно|できません|失敗|エラー|届|宛先不明|无法|無法|失败|失敗|할 수 없',
];

/** Where the returned message begins in a report that isn't split into parts. */
export const RETURNED_MARKS: readonly string[] = [
  '(?:below this line is |here is |this is |following is |included is )?(?:a |the )?copy of (?:the|your) (?:original )?(?:message|mail|header)',
  '(?:the )?(?:original|returned|unsent|undelivered|bounced|failed|rejected) (?:e-?mail|message|mail|header|content)s?(?: info| headers?| text| body)?(?: follows| attached| is following| is attached| below)?',
  '(?:the )?(?:header|body|text|headers) of (?:the|your) (?:original )?(?:message|mail)(?: is following| follows)?',
  'message (?:header|text|headers|details|follows|body)(?: follows?)?',
  'non-?delivered information|unsent message follows|returned message|returned content|original message (?:follows|headers)',
  'ursprüngliche nachricht|originalnachricht|message d.origine|mensaje original|messaggio originale|oorspronkelijk bericht|元のメッセージ|原始邮件|原邮件',
];

/** Auto-responders that mark their mail by its subject alone. */
export const VACATION_SUBJECTS: readonly string[] = [
  'auto(?:matic|matische|mated)?[ -:]?(?:reply|repl|response|respons|responder|answer|antwort|antwoord)|autoreply|autorespon',
  'out of (?:the )?office|away from (?:the |my )?(?:office|mail|desk)|on (?:vacation|holiday|leave)|(?:i am|i.m) (?:away|out)|vacation|away (?:until|till)',
  'abwesen|außer haus|nicht im büro|urlaub|afwezig|niet op kantoor|met vakantie|absence|absent|réponse automatique|en congé|respuesta autom[aá]tica|fuera de (?:la )?oficina|ausente',
  'risposta automatica|fuori (?:sede|ufficio)|assenza|resposta autom[aá]tica|fora do escrit[oó]rio|autosvar|automatiskt svar|automatisk svar|frånvaro|fravær|poissaolo|automaattinen vastaus|odpowiedź automatyczna|autoodpowied|nieobecno',
  'автоответ|автоматический ответ|отсутств|自動(?:返信|応答|回复|回覆)|不在|自动(?:回复|答复)|자동 ?(?:응답|회신)|부재',
];
